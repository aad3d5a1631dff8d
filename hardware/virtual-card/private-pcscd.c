/*
 * Preloaded into pcscd so that one of our own can run beside the host's, as any user, on loopback alone: it hands pcscd
 * a client socket of our naming and keeps the virtual reader's driver off every other interface.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/*
 * The descriptor systemd's socket activation starts at, which is how pcscd takes a socket it did not make itself. Until
 * then this library is held open there, for the loader to find.
 */
#define ACTIVATED 3
#define HOST_DIRECTORY "/run/pcscd"

static void refuse(const char *what) {
  fprintf(stderr, "private pcscd: %s: %s\n", what, strerror(errno));
  _exit(1);
}

/* Runs before pcscd's main: opens the socket named in PCSCLITE_CSOCK_NAME and passes it as systemd would. */
__attribute__((constructor)) static void activate(void) {
  const char *path = getenv("PCSCLITE_CSOCK_NAME");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char pid[16];
  int listener;

  if (path == NULL || strlen(path) >= sizeof address.sun_path) {
    errno = EINVAL;
    refuse("PCSCLITE_CSOCK_NAME");
  }
  strcpy(address.sun_path, path);
  unlink(path);
  listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (listener < 0) refuse("socket");
  /* Only the user who runs the city may talk to its cards. */
  umask(0077);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) refuse(path);
  if (listen(listener, 64) != 0) refuse(path);
  if (listener != ACTIVATED && (dup2(listener, ACTIVATED) < 0 || close(listener) != 0)) refuse("dup2");
  snprintf(pid, sizeof pid, "%d", (int)getpid());
  setenv("LISTEN_PID", pid, 1);
  setenv("LISTEN_FDS", "1", 1);
  unsetenv("LD_PRELOAD");
  /* Never outlives the program that started it, however that one ends. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  /* The loader goes on without a library it cannot preload; whoever starts us does not without this line, the first of all. */
  printf("private pcscd: preloaded\n");
  fflush(stdout);
}

/* The driver asks for every interface; it gets loopback. */
int bind(int socket, const struct sockaddr *address, socklen_t length) {
  int (*next)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
  struct sockaddr_in loopback;

  if (address->sa_family != AF_INET || length < sizeof loopback) return next(socket, address, length);
  memcpy(&loopback, address, sizeof loopback);
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return next(socket, (struct sockaddr *)&loopback, sizeof loopback);
}

/* The driver sends length and body apart; without this each exchange waits 40 ms for a delayed acknowledgement. */
int accept(int socket, struct sockaddr *address, socklen_t *length) {
  int (*next)(int, struct sockaddr *, socklen_t *) = dlsym(RTLD_NEXT, "accept");
  int yes = 1;
  int client = next(socket, address, length);

  if (client >= 0) setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return client;
}

/*
 * A USB reader reports a card by interrupt; a reader like ours is asked every 400 ms. Asking more often makes an
 * insertion as quick as at a real window. No other pause of pcscd has this length.
 */
int nanosleep(const struct timespec *pause, struct timespec *rest) {
  int (*next)(const struct timespec *, struct timespec *) = dlsym(RTLD_NEXT, "nanosleep");
  struct timespec poll = {.tv_sec = 0, .tv_nsec = 25 * 1000 * 1000};

  return next(pause->tv_sec == 0 && pause->tv_nsec == 400 * 1000 * 1000 ? &poll : pause, rest);
}

/*
 * pcscd insists on its usual directory and process id file, which only root can make and which belong to the host's
 * pcscd; with a socket of its own it needs neither.
 */
static int of_host(const char *path) {
  return strncmp(path, HOST_DIRECTORY, sizeof HOST_DIRECTORY - 1) == 0;
}

int mkdir(const char *path, mode_t mode) {
  int (*next)(const char *, mode_t) = dlsym(RTLD_NEXT, "mkdir");

  return of_host(path) ? 0 : next(path, mode);
}

int chmod(const char *path, mode_t mode) {
  int (*next)(const char *, mode_t) = dlsym(RTLD_NEXT, "chmod");

  return of_host(path) ? 0 : next(path, mode);
}

int remove(const char *path) {
  int (*next)(const char *) = dlsym(RTLD_NEXT, "remove");

  return of_host(path) ? 0 : next(path);
}

int open(const char *path, int flags, ...) {
  int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  mode_t mode = 0;
  va_list rest;

  if (of_host(path)) {
    errno = EACCES;
    return -1;
  }
  if ((flags & O_CREAT) != 0) {
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  return next(path, flags, mode);
}

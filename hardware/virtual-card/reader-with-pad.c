/*
 * The driver of the virtual reader once a PIN pad belongs to it: vpcd's as it is, and beside it what PC/SC part 10 asks of a reader
 * with a pad of its own (CM_IOCTL_GET_FEATURE_REQUEST, FEATURE_VERIFY_PIN_DIRECT), which vpcd does not know. The pad is a program
 * that listens at VIRTUAL_PIN_PAD; as long as it does, the reader announces it. The PIN goes from there into the command for the
 * card here, as in a real reader's firmware, and the program that asked gets the status word alone.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <PCSC/ifdhandler.h>
#include <PCSC/reader.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define VERIFY_PIN_DIRECT SCARD_CTL_CODE(FEATURE_VERIFY_PIN_DIRECT + 0x330000)

/* What the standard has a reader answer of itself. */
#define TIMED_OUT 0x6400
#define CANCELLED 0x6401
#define WRONG_LENGTH 0x6403
#define BAD_STRUCTURE 0x6B80

#define DEFAULT_SECONDS 30
#define MOST_DIGITS 16
/* BCD, left-justified, its place counted in bytes: the only format of a social security card's PIN. */
#define BCD_LEFT 0x81

static void *driver(const char *name) {
  static void *library = NULL;
  void *found;

  if (library == NULL) library = dlopen(getenv("VIRTUAL_READER_DRIVER"), RTLD_NOW | RTLD_LOCAL);
  found = library == NULL ? NULL : dlsym(library, name);
  if (found == NULL) {
    fprintf(stderr, "reader with a pad: %s\n", dlerror());
    exit(1);
  }
  return found;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name) {
  return ((RESPONSECODE(*)(DWORD, LPSTR))driver("IFDHCreateChannelByName"))(lun, name);
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
  return ((RESPONSECODE(*)(DWORD, DWORD))driver("IFDHCreateChannel"))(lun, channel);
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  return ((RESPONSECODE(*)(DWORD))driver("IFDHCloseChannel"))(lun);
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  return ((RESPONSECODE(*)(DWORD, DWORD, PDWORD, PUCHAR))driver("IFDHGetCapabilities"))(lun, tag, length, value);
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
  return ((RESPONSECODE(*)(DWORD, DWORD, DWORD, PUCHAR))driver("IFDHSetCapabilities"))(lun, tag, length, value);
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3) {
  return ((RESPONSECODE(*)(DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR))driver("IFDHSetProtocolParameters"))(
      lun, protocol, flags, pts1, pts2, pts3);
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD length) {
  return ((RESPONSECODE(*)(DWORD, DWORD, PUCHAR, PDWORD))driver("IFDHPowerICC"))(lun, action, atr, length);
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR command, DWORD length, PUCHAR answer,
                               PDWORD answerLength, PSCARD_IO_HEADER receive) {
  return ((RESPONSECODE(*)(DWORD, SCARD_IO_HEADER, PUCHAR, DWORD, PUCHAR, PDWORD, PSCARD_IO_HEADER))driver(
      "IFDHTransmitToICC"))(lun, send, command, length, answer, answerLength, receive);
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  return ((RESPONSECODE(*)(DWORD))driver("IFDHICCPresence"))(lun);
}

/* A line to the pad; -1: there is none. */
static int reach(void) {
  const char *path = getenv("VIRTUAL_PIN_PAD");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int pad;

  if (path == NULL || strlen(path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, path);
  pad = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (pad < 0) return -1;
  if (connect(pad, (struct sockaddr *)&address, sizeof address) == 0) return pad;
  close(pad);
  return -1;
}

static RESPONSECODE say(unsigned statusWord, PUCHAR answer, DWORD room, LPDWORD length) {
  if (room < 2) return IFD_ERROR_INSUFFICIENT_BUFFER;
  answer[0] = (UCHAR)(statusWord >> 8);
  answer[1] = (UCHAR)statusWord;
  *length = 2;
  return IFD_SUCCESS;
}

/* One line of the pad, without its end: 1; 0: none in time; -1: it hung up; -2: the card was pulled meanwhile. */
static int listen_to(int pad, DWORD lun, char *line, size_t room, int seconds) {
  struct pollfd watched = {.fd = pad, .events = POLLIN};
  struct timespec now, end;
  size_t length = 0;

  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += seconds;
  for (;;) {
    if (poll(&watched, 1, 50) > 0) {
      if (length + 1 >= room || read(pad, line + length, 1) != 1) return -1;
      if (line[length] == '\n') {
        line[length] = '\0';
        return 1;
      }
      length += 1;
      continue;
    }
    if (IFDHICCPresence(lun) != IFD_ICC_PRESENT) return -2;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec)) return 0;
  }
}

/* The digits into the command, as the structure says. */
static DWORD fill(UCHAR *command, const PIN_VERIFY_STRUCTURE *asked, const char *digits) {
  size_t count = strlen(digits), at;
  size_t block = asked->bmPINBlockString & 0x0f;
  size_t length = block == 0 ? (count + 1) / 2 : block;

  memcpy(command, asked->abData, 4);
  command[4] = (UCHAR)length;
  memset(command + 5, 0xff, length);
  for (at = 0; at < count && at / 2 < length; at += 1) {
    UCHAR *place = command + 5 + at / 2;
    UCHAR digit = (UCHAR)(digits[at] - '0');
    *place = at % 2 == 0 ? (UCHAR)(digit << 4 | 0x0f) : (UCHAR)((*place & 0xf0) | digit);
  }
  return 5 + length;
}

static RESPONSECODE verify(DWORD lun, PUCHAR sent, DWORD sentLength, PUCHAR answer, DWORD room, LPDWORD length) {
  PIN_VERIFY_STRUCTURE asked;
  SCARD_IO_HEADER header = {.Protocol = 0, .Length = 0}, received;
  UCHAR command[5 + 256];
  char line[64];
  unsigned least, most;
  int pad, heard, seconds;
  size_t count;
  RESPONSECODE result;
  DWORD got = room;

  if (sentLength < sizeof asked + 5) return say(BAD_STRUCTURE, answer, room, length);
  memcpy(&asked, sent, sizeof asked);
  least = asked.wPINMaxExtraDigit >> 8;
  most = asked.wPINMaxExtraDigit & 0xff;
  if (asked.bmFormatString != BCD_LEFT || asked.ulDataLength != sentLength - sizeof asked || most > MOST_DIGITS)
    return say(BAD_STRUCTURE, answer, room, length);
  seconds = asked.bTimerOut == 0 ? DEFAULT_SECONDS : asked.bTimerOut;
  pad = reach();
  if (pad < 0) return IFD_COMMUNICATION_ERROR;
  dprintf(pad, "ask %u %u %u %d\n", (unsigned)(lun & 0xffff), least, most, seconds);
  heard = listen_to(pad, lun, line, sizeof line, seconds);
  /* Hanging up ends what the pad still shows. */
  close(pad);
  if (heard == -2) return IFD_ICC_NOT_PRESENT;
  if (heard == -1) return IFD_COMMUNICATION_ERROR;
  if (heard == 0) return say(TIMED_OUT, answer, room, length);
  if (strcmp(line, "cancel") == 0) return say(CANCELLED, answer, room, length);
  if (strncmp(line, "pin ", 4) != 0) return IFD_COMMUNICATION_ERROR;
  count = strspn(line + 4, "0123456789");
  if (line[4 + count] != '\0' || count < least || count > most) result = say(WRONG_LENGTH, answer, room, length);
  else {
    DWORD commandLength;
    /* The data behind the structure is the command to be filled. */
    PIN_VERIFY_STRUCTURE *whole = (PIN_VERIFY_STRUCTURE *)sent;
    commandLength = fill(command, whole, line + 4);
    result = IFDHTransmitToICC(lun, header, command, commandLength, answer, &got, &received);
    *length = got;
  }
  explicit_bzero(command, sizeof command);
  explicit_bzero(line, sizeof line);
  return result;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR sent, DWORD sentLength, PUCHAR answer, DWORD room,
                         LPDWORD length) {
  if (code == CM_IOCTL_GET_FEATURE_REQUEST) {
    int pad = reach();
    UCHAR announced[6] = {FEATURE_VERIFY_PIN_DIRECT, 4};
    uint32_t value = htonl(VERIFY_PIN_DIRECT);

    *length = 0;
    if (pad < 0) return IFD_SUCCESS;
    close(pad);
    if (room < sizeof announced) return IFD_ERROR_INSUFFICIENT_BUFFER;
    memcpy(announced + 2, &value, sizeof value);
    memcpy(answer, announced, sizeof announced);
    *length = sizeof announced;
    return IFD_SUCCESS;
  }
  if (code == VERIFY_PIN_DIRECT) return verify(lun, sent, sentLength, answer, room, length);
  return ((RESPONSECODE(*)(DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD))driver("IFDHControl"))(
      lun, code, sent, sentLength, answer, room, length);
}

// Writes down what a program does to the files of one folder, in order, so that a power cut at any moment can be played
// afterwards. Loaded with LD_PRELOAD; FAULT_SHIM_FOLDER names the folder, FAULT_SHIM_LOG the record. Linux only.
//
// The record is a list of entries: a header {kind, file, offset, length} of native integers and `length` bytes. Files are
// numbered by being opened; an entry that cannot be written ends the program, so that no record is silently short.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPENED = 1, WRITTEN, TRUNCATED, SYNCED, RENAMED, REMOVED };

struct header {
  uint32_t kind;
  uint32_t file;
  uint64_t offset;
  uint64_t length;
};

enum { MAX_DESCRIPTORS = 65536 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t files[MAX_DESCRIPTORS];
static uint32_t next_file = 1;
static int record = -1;
static const char *folder;
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
  folder = getenv("FAULT_SHIM_FOLDER");
  const char *path = getenv("FAULT_SHIM_LOG");
  if (folder == NULL || path == NULL) return;
  folder_length = strlen(folder);
  record = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (record < 0) abort();
}

static int is_watched(const char *path) {
  return record >= 0 && path != NULL && strncmp(path, folder, folder_length) == 0;
}

static uint32_t file_of(int descriptor) {
  return descriptor >= 0 && descriptor < MAX_DESCRIPTORS ? files[descriptor] : 0;
}

static void put_all(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    const ssize_t put = syscall(SYS_write, record, at, length);
    if (put <= 0) abort();
    at += put;
    length -= (size_t)put;
  }
}

static void put(enum kind kind, uint32_t file, uint64_t offset, const void *bytes, uint64_t length) {
  const struct header header = {kind, file, offset, length};
  put_all(&header, sizeof header);
  if (bytes != NULL) put_all(bytes, length);
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, #name))

// --- opening and closing -----------------------------------------------------------------------------------------------

static int note_open(int descriptor, const char *path, int flags) {
  if (descriptor < 0 || descriptor >= MAX_DESCRIPTORS || !is_watched(path)) return descriptor;
  pthread_mutex_lock(&lock);
  files[descriptor] = next_file++;
  put(OPENED, files[descriptor], 0, path, strlen(path));
  if ((flags & O_TRUNC) != 0) put(TRUNCATED, files[descriptor], 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return descriptor;
}

#define OPEN(name)                                                                              \
  int name(const char *path, int flags, ...) {                                                  \
    mode_t mode = 0;                                                                            \
    if ((flags & (O_CREAT | O_TMPFILE)) != 0) {                                                 \
      va_list rest;                                                                             \
      va_start(rest, flags);                                                                    \
      mode = va_arg(rest, mode_t);                                                              \
      va_end(rest);                                                                             \
    }                                                                                           \
    return note_open(REAL(name, int (*)(const char *, int, ...))(path, flags, mode), path, flags); \
  }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < MAX_DESCRIPTORS) files[descriptor] = 0;
  return REAL(close, int (*)(int))(descriptor);
}

// --- writing -----------------------------------------------------------------------------------------------------------

static void note_write(int descriptor, off_t offset, const void *bytes, ssize_t written) {
  if (written > 0) put(WRITTEN, file_of(descriptor), (uint64_t)offset, bytes, (uint64_t)written);
}

// Held while the real call runs: the order of the record is the order in which things happened.
#define WATCHED(descriptor, call, note)    \
  if (file_of(descriptor) == 0) return call; \
  pthread_mutex_lock(&lock);               \
  const ssize_t result = call;             \
  const int error = errno;                 \
  if (result >= 0) note;                   \
  pthread_mutex_unlock(&lock);             \
  errno = error;                           \
  return result;

#define PWRITE(name)                                                                          \
  ssize_t name(int descriptor, const void *bytes, size_t length, off_t offset) {              \
    WATCHED(descriptor,                                                                       \
            REAL(name, ssize_t(*)(int, const void *, size_t, off_t))(descriptor, bytes, length, offset), \
            note_write(descriptor, offset, bytes, result))                                    \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

// After the call, which has moved the position behind what was written, also where the file is open for appending.
static off_t position_before(int descriptor, ssize_t written) {
  return lseek(descriptor, 0, SEEK_CUR) - written;
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  WATCHED(descriptor, REAL(write, ssize_t(*)(int, const void *, size_t))(descriptor, bytes, length),
          note_write(descriptor, position_before(descriptor, result), bytes, result))
}

static void note_vector(int descriptor, off_t offset, const struct iovec *parts, int count, ssize_t written) {
  for (int part = 0; part < count && written > 0; part++) {
    const ssize_t length = (ssize_t)parts[part].iov_len < written ? (ssize_t)parts[part].iov_len : written;
    note_write(descriptor, offset, parts[part].iov_base, length);
    offset += length;
    written -= length;
  }
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  WATCHED(descriptor, REAL(writev, ssize_t(*)(int, const struct iovec *, int))(descriptor, parts, count),
          note_vector(descriptor, position_before(descriptor, result), parts, count, result))
}

#define TRUNCATE(name)                                                                 \
  int name(int descriptor, off_t length) {                                             \
    WATCHED(descriptor, REAL(name, int (*)(int, off_t))(descriptor, length),            \
            put(TRUNCATED, file_of(descriptor), (uint64_t)length, NULL, 0))             \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

// --- making it last ----------------------------------------------------------------------------------------------------

#define SYNC(name)                                                    \
  int name(int descriptor) {                                          \
    WATCHED(descriptor, REAL(name, int (*)(int))(descriptor), put(SYNCED, file_of(descriptor), 0, NULL, 0)) \
  }
SYNC(fsync)
SYNC(fdatasync)

// --- names -------------------------------------------------------------------------------------------------------------

int rename(const char *from, const char *to) {
  if (!is_watched(from)) return REAL(rename, int (*)(const char *, const char *))(from, to);
  char names[2 * PATH_MAX];
  const size_t first = strlen(from) + 1;
  const size_t second = strlen(to);
  if (first + second > sizeof names) abort();
  memcpy(names, from, first);
  memcpy(names + first, to, second);
  pthread_mutex_lock(&lock);
  const int result = REAL(rename, int (*)(const char *, const char *))(from, to);
  const int error = errno;
  if (result == 0) put(RENAMED, 0, 0, names, first + second);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int unlink(const char *path) {
  if (!is_watched(path)) return REAL(unlink, int (*)(const char *))(path);
  pthread_mutex_lock(&lock);
  const int result = REAL(unlink, int (*)(const char *))(path);
  const int error = errno;
  if (result == 0) put(REMOVED, 0, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

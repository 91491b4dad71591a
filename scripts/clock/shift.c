/* Moves the wall clock of every process that loads it (LD_PRELOAD) by CLOCK_SHIFT seconds; it runs on from there.

   Only what tells the time of day is moved: the monotonic clock, by which timeouts and sleeps are measured, stays as it is
   (libfaketime 0.9.10 either moves it too, and waits with a timeout never end, or breaks sleeping). Waits until an absolute
   time of day are moved back before they reach the kernel, and the times of files are moved on when they are
   read and back when they are set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

static long shift(void)
{
    static long seconds;
    static int known;
    if (!known) {
        const char *text = getenv("CLOCK_SHIFT");
        seconds = text ? atol(text) : 0;
        known = 1;
    }
    return seconds;
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

int clock_gettime(clockid_t which, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = REAL(clock_gettime);
    int rc = real(which, now);
    if (!rc && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += shift();
    return rc;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void) zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept)
        *kept = exact.tv_sec;
    return exact.tv_sec;
}

static struct timespec moved_back(const struct timespec *until)
{
    struct timespec moved = *until;
    moved.tv_sec -= shift();
    return moved;
}

int sem_timedwait(sem_t *restrict sem, const struct timespec *restrict until)
{
    struct timespec moved = moved_back(until);
    return REAL(sem_timedwait)(sem, &moved);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
    struct timespec moved = moved_back(until);
    return REAL(pthread_mutex_timedlock)(mutex, &moved);
}

static void moved_on(struct stat *found)
{
    found->st_mtim.tv_sec += shift();
    found->st_ctim.tv_sec += shift();
    found->st_atim.tv_sec += shift();
}

/* Each under its two names: they are the same where a long has 64 bits. */
#define MOVED(name, parameters, ...)          \
    int name parameters                       \
    {                                         \
        int rc = REAL(name)(__VA_ARGS__);     \
        if (!rc)                              \
            moved_on((struct stat *) found);  \
        return rc;                            \
    }
MOVED(stat, (const char *restrict path, struct stat *restrict found), path, found)
MOVED(stat64, (const char *restrict path, struct stat64 *restrict found), path, found)
MOVED(lstat, (const char *restrict path, struct stat *restrict found), path, found)
MOVED(lstat64, (const char *restrict path, struct stat64 *restrict found), path, found)
MOVED(fstat, (int file, struct stat *found), file, found)
MOVED(fstat64, (int file, struct stat64 *found), file, found)
MOVED(fstatat, (int folder, const char *restrict path, struct stat *restrict found, int flags), folder, path, found, flags)
MOVED(fstatat64, (int folder, const char *restrict path, struct stat64 *restrict found, int flags), folder, path, found, flags)

static const struct timespec *set_back(const struct timespec given[2], struct timespec moved[2])
{
    if (!given)
        return given;
    for (int n = 0; n < 2; n++) {
        moved[n] = given[n];
        if (moved[n].tv_nsec != UTIME_NOW && moved[n].tv_nsec != UTIME_OMIT)
            moved[n].tv_sec -= shift();
    }
    return moved;
}

int utimensat(int folder, const char *path, const struct timespec given[2], int flags)
{
    struct timespec moved[2];
    return REAL(utimensat)(folder, path, set_back(given, moved), flags);
}

int futimens(int file, const struct timespec given[2])
{
    struct timespec moved[2];
    return REAL(futimens)(file, set_back(given, moved));
}

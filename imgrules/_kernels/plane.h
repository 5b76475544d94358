/* What every kernel needs: Python's limited API, planes behind buffers, one way to reach AVX2. */

#ifndef IMGRULES_PLANE_H
#define IMGRULES_PLANE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* A two- or three-dimensional array, such as NumPy's; items of a row lie side by side. */
typedef struct {
    Py_buffer view;
    uint8_t *data;
    Py_ssize_t rows, columns;
    Py_ssize_t stride; /* bytes from one row to the next; may be negative */
} Plane;

enum { READ = 0, WRITE = 1 };

/* Fill `plane` from `array`: rows x columns of `item` ('B' uint8 or bool, 'H' uint16, 'i' int32,
 * 'q' int64, 'f' float32), with a third axis of `channels` where that is not 1. Returns 0, or -1
 * with a Python error set (TypeError, ValueError) that calls the array `name`. Every plane opened
 * must be closed; closing one that failed to open, or was only zeroed, does nothing. */
int plane_open(PyObject *array, Plane *plane, const char *name, char item, int channels, int mode);
void plane_close(Plane *plane);

/* Demand a size; -1 with ValueError set where it is another. */
int plane_sized(const Plane *plane, const char *name, Py_ssize_t rows, Py_ssize_t columns);

#define ROW(plane, type, y) ((type *)((plane)->data + (y) * (plane)->stride))

/* A kernel's inner function is written once, as INLINE, and called from two shells: one plain, one
 * marked AVX2, in which the compiler may use wider instructions. HAS_AVX2() picks at run time. */
#if defined(__GNUC__) || defined(__clang__)
#define INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define INLINE static __forceinline
#else
#define INLINE static inline
#endif

/* Ask for memory before it is read: a column of a large picture has each pixel on another page, and
 * no processor guesses that. Any address will do. */
#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)(address))
#endif

enum { FETCHED = 24 /* rows ahead */ };
enum { LINE = 64 /* bytes that are fetched together */ };

/* Read on over the gap between a row's bytes and the next row. Processors fetch ahead what is read in
 * one go; where rows of a part of a picture are read, each gap makes them lose sight of it, at thrice
 * the cost. A gap wider than the row is left out. */
INLINE void plane_gap(const Plane *plane, Py_ssize_t row, Py_ssize_t bytes) {
    const Py_ssize_t gap = plane->stride - bytes;
    if (gap > bytes || row + 1 >= plane->rows) return;
    for (Py_ssize_t at = bytes; at < plane->stride; at += LINE) FETCH(ROW(plane, uint8_t, row) + at);
}

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__) && !defined(IMGRULES_PLAIN)
#include <immintrin.h>
#define HAS_SHELLS
#define AVX2 __attribute__((target("avx2")))
#define HAS_AVX2() __builtin_cpu_supports("avx2")
#else
#define AVX2
#define HAS_AVX2() 0
#endif

#endif

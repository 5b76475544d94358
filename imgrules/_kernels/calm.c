/* Where a picture is calm: no channel changes by more than so many levels within 5 x 5 px. */

#include <stdlib.h>

#include "bits.h"

enum { REACH = 2, WINDOW = 5 };

#define MORE(one, two) ((one) > (two) ? (one) : (two))
#define LESS(one, two) ((one) < (two) ? (one) : (two))

/* Bytes of a row from `first` up to `last`. */
typedef struct {
    Py_ssize_t first, last;
} Stretch;

/* Within five rows, byte by byte; a row beyond the plane is its last one again. */
INLINE void down(const Plane *rgb, Py_ssize_t y, Stretch of, uint8_t *restrict most,
                 uint8_t *restrict least) {
    const uint8_t *row[WINDOW];
    for (int at = 0; at < WINDOW; at++) {
        Py_ssize_t from = y + at - REACH;
        from = from < 0 ? 0 : from >= rgb->rows ? rgb->rows - 1 : from;
        row[at] = ROW(rgb, uint8_t, from);
    }
    for (Py_ssize_t x = of.first; x < of.last; x++) {
        const uint8_t high = MORE(row[0][x], row[1][x]), higher = MORE(row[2][x], row[3][x]);
        const uint8_t low = LESS(row[0][x], row[1][x]), lower = LESS(row[2][x], row[3][x]);
        const uint8_t highest = MORE(high, higher), lowest = LESS(low, lower);
        most[x] = MORE(highest, row[4][x]);
        least[x] = LESS(lowest, row[4][x]);
    }
}

/* Within five pixels of the row; `most` and `least` begin and end with two pixels to spare. */
INLINE void across(const uint8_t *restrict most, const uint8_t *restrict least, Stretch of,
                   uint8_t limit, uint8_t *restrict calm) {
    for (Py_ssize_t x = of.first; x < of.last; x++) {
        const uint8_t high = MORE(most[x], most[x + 3]), higher = MORE(most[x + 6], most[x + 9]);
        const uint8_t low = LESS(least[x], least[x + 3]), lower = LESS(least[x + 6], least[x + 9]);
        const uint8_t pair = MORE(high, higher), twin = LESS(low, lower);
        const uint8_t highest = MORE(pair, most[x + 12]), lowest = LESS(twin, least[x + 12]);
        calm[x] = (uint8_t)(highest - lowest) <= limit;
    }
}

/* The bytes of those pixels that words which hold a bit stand for. */
static Stretch stretch_of(const uint64_t *words, Py_ssize_t across, Py_ssize_t bytes) {
    Py_ssize_t first = 0, last = across;
    while (first < across && !words[first]) first++;
    while (last > first && !words[last - 1]) last--;
    return (Stretch){192 * first, 192 * last < bytes ? 192 * last : bytes};
}

INLINE void calm_any(const Plane *rgb, uint8_t limit, const Bits *within, const Bits *out,
                     uint8_t *room) {
    const Py_ssize_t bytes = 3 * rgb->columns, spare = bytes + 12, size = 8 * out->across;
    uint8_t *most = room, *least = room + spare, *calm = room + 2 * spare;
    uint8_t *pixels = calm + bytes;
    memset(most, 0, (size_t)spare);
    memset(least, 255, (size_t)spare);
    for (Py_ssize_t y = 0; y < rgb->rows; y++) {
        const Stretch of = stretch_of(BITS_ROW(within, y), within->across, bytes);
        const Stretch wide = {of.first < 6 ? 0 : of.first - 6,
                              of.last + 6 < bytes ? of.last + 6 : bytes};
        memset(BITS_ROW(out, y), 0, (size_t)size);
        if (of.first >= of.last) continue;
        down(rgb, y, wide, most + 6, least + 6);
        across(most, least, of, limit, calm);
        for (Py_ssize_t x = of.first / 3; x < of.last / 3; x++)
            pixels[x] = calm[3 * x] & calm[3 * x + 1] & calm[3 * x + 2];
        for (Py_ssize_t at = of.first / 192; 192 * at < of.last; at++)
            BITS_ROW(out, y)[at] = bits_word(pixels + 64 * at) & BITS_ROW(within, y)[at];
    }
}

AVX2 static void calm_avx2(const Plane *rgb, uint8_t limit, const Bits *within, const Bits *out,
                           uint8_t *room) {
    calm_any(rgb, limit, within, out, room);
}

static void calm_plain(const Plane *rgb, uint8_t limit, const Bits *within, const Bits *out,
                       uint8_t *room) {
    calm_any(rgb, limit, within, out, room);
}

static int calm_over(const Plane *rgb, uint8_t limit, const Bits *within, const Bits *out) {
    uint8_t *room = calloc((size_t)(9 * rgb->columns + 24 + 64 * out->across), 1);
    if (room == NULL) return -1;
    (HAS_AVX2() ? calm_avx2 : calm_plain)(rgb, limit, within, out, room);
    free(room);
    return 0;
}

static PyObject *area_calm(PyObject *self, PyObject *args) {
    PyObject *from, *area, *to, *answer = NULL;
    Plane rgb = {0}, inside = {0}, words = {0};
    Bits within, out;
    unsigned char limit;
    int failed;
    (void)self;
    if (!PyArg_ParseTuple(args, "ObOO", &from, &limit, &area, &to)) return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        bits_open(area, rgb.columns, "within", READ, &inside, &within) < 0 ||
        bits_open(to, rgb.columns, "area", WRITE, &words, &out) < 0 ||
        plane_sized(&inside, "within", rgb.rows, inside.columns) < 0 ||
        plane_sized(&words, "area", rgb.rows, words.columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = calm_over(&rgb, limit, &within, &out);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&rgb);
    plane_close(&inside);
    plane_close(&words);
    return answer;
}

PyMethodDef calm_kernels[] = {
    {"area_calm", area_calm, METH_VARARGS, "Find where no channel changes much."},
    {NULL, NULL, 0, NULL},
};

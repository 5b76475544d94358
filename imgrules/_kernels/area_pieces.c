/* What is asked of an area's pieces: answers are areas, or counted in them, along strips or runs. */

#include <stdlib.h>

#include "runs.h"

typedef struct {
    Plane runs, words, each;
    Bits bits;
    const Run *first;
    Py_ssize_t count;
} Asked;

static int check(Asked *asked, Py_ssize_t columns) {
    const Py_ssize_t labels = asked->each.columns;
    int fits = asked->runs.columns == 4 && asked->each.rows == 1 &&
        (asked->runs.rows < 2 || asked->runs.stride == (Py_ssize_t)sizeof(Run)) &&
        asked->words.columns == (columns + 63) / 64 &&
        (asked->words.rows < 2 || asked->words.stride == 8 * asked->words.columns);
    asked->first = (const Run *)asked->runs.data;
    asked->count = asked->runs.rows;
    for (Py_ssize_t at = 0; fits && at < asked->count; at++) {
        const Run *run = asked->first + at;
        fits = run->row >= 0 && run->row < asked->words.rows && run->start >= 0 &&
            run->start < run->stop && run->stop <= columns && run->label >= 0 &&
            run->label < labels;
    }
    if (!fits) PyErr_SetString(PyExc_ValueError, "runs, area and labels do not fit one another");
    asked->bits = (Bits){(uint64_t *)asked->words.data, asked->words.rows, columns,
                         asked->words.columns};
    return fits ? 0 : -1;
}

/* Strips stand for two rows, the last ones for one where the picture has an odd number of them. */
static int rows_of(const Asked *asked, const Run *strip) {
    return strip->row + 1 < asked->bits.rows ? 2 : 1;
}

static int paint(Asked *asked, int radius) {
    const uint8_t *chosen = asked->each.data;
    (void)radius;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *strip = asked->first + at;
        if (!chosen[strip->label]) continue;
        for (int row = 0; row < rows_of(asked, strip); row++)
            bits_set(&asked->bits, strip->row + row, strip->start, strip->stop);
    }
    return 0;
}

INLINE int counts_any(Asked *asked) {
    int64_t *sums = (int64_t *)asked->each.data;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *strip = asked->first + at;
        const uint64_t *words = BITS_ROW(&asked->bits, strip->row);
        const Py_ssize_t below = rows_of(asked, strip) == 2 ? asked->bits.across : 0;
        for (Py_ssize_t word = strip->start / 64; word <= (strip->stop - 1) / 64; word++) {
            const uint64_t part = bits_between(word, strip->start, strip->stop);
            const uint64_t lower = below ? words[word + below] & part : 0;
            sums[strip->label] += bits_ones(words[word] & part) + bits_ones(lower);
        }
    }
    return 0;
}

AVX2 static int counts_avx2(Asked *asked) { return counts_any(asked); }

static int counts_plain(Asked *asked) { return counts_any(asked); }

static int counts(Asked *asked, int radius) {
    (void)radius;
    return (HAS_AVX2() ? counts_avx2 : counts_plain)(asked);
}

/* What is known of a piece while its rows are gone through. */
typedef struct {
    int32_t row, stop;
} Last;

/* Add to the piece what its part in one row adds from its first to its last pixel there. */
static void span(const uint64_t *words, const Run *strip, int32_t row, Last *own, int64_t *sum) {
    int32_t first = -1, stop = 0;
    for (int32_t at = strip->start / 64; at <= (strip->stop - 1) / 64; at++) {
        const uint64_t word = words[at] & bits_between(at, strip->start, strip->stop);
        if (!word) continue;
        if (first < 0) first = 64 * at + bits_lowest(word);
        stop = 64 * at + bits_highest(word) + 1;
    }
    if (first < 0) return;
    *sum += stop - (own->row == row ? own->stop : first);
    *own = (Last){row, stop};
}

/* All upper rows of two come first, then the lower ones. */
static int spans(Asked *asked, int radius) {
    int64_t *sums = (int64_t *)asked->each.data;
    Last *last = malloc((size_t)asked->each.columns * sizeof *last + 1);
    (void)radius;
    if (last == NULL) return -1;
    for (int lower = 0; lower < 2; lower++) {
        for (Py_ssize_t at = 0; at < asked->each.columns; at++) last[at] = (Last){-1, 0};
        for (Py_ssize_t at = 0; at < asked->count; at++) {
            const Run *strip = asked->first + at;
            if (lower < rows_of(asked, strip))
                span(BITS_ROW(&asked->bits, strip->row + lower), strip, strip->row + lower,
                     last + strip->label, sums + strip->label);
        }
    }
    free(last);
    return 0;
}

/* The numbers of the runs by their labels, the largest first; NULL without memory. */
static int32_t *by_label(const Asked *asked) {
    const Py_ssize_t labels = asked->each.columns;
    int32_t *places = calloc((size_t)labels + 1, sizeof *places);
    int32_t *order = malloc((size_t)asked->count * sizeof *order + 1);
    if (places != NULL && order != NULL) {
        for (Py_ssize_t at = 0; at < asked->count; at++) places[asked->first[at].label]++;
        for (Py_ssize_t label = labels - 1; label >= 0; label--) places[label] += places[label + 1];
        for (Py_ssize_t at = 0; at < asked->count; at++)
            order[places[asked->first[at].label + 1]++] = (int32_t)at;
    }
    free(places);
    if (places != NULL) return order;
    free(order);
    return NULL;
}

/* Take away what is near one run, and return how many pixels that were. */
INLINE int64_t take_near(const Bits *left, const Run *run, int radius) {
    const Py_ssize_t start = run->start > radius ? run->start - radius : 0;
    const Py_ssize_t stop =
        run->stop + radius < left->columns ? run->stop + radius : left->columns;
    const Py_ssize_t top = run->row > radius ? run->row - radius : 0;
    const Py_ssize_t bottom = run->row + radius < left->rows ? run->row + radius : left->rows - 1;
    int64_t found = 0;
    for (Py_ssize_t word = start / 64; word <= (stop - 1) / 64; word++) {
        const uint64_t part = bits_between(word, start, stop);
        for (Py_ssize_t y = top; y <= bottom; y++) {
            uint64_t *bits = BITS_ROW(left, y) + word;
            found += bits_ones(*bits & part);
            *bits &= ~part;
        }
    }
    return found;
}

/* The largest label takes what is near it first; what nobody takes is that of label 0. */
INLINE void around_any(const Asked *asked, const int32_t *order, const Bits *left, int radius) {
    int64_t *sums = (int64_t *)asked->each.data;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *run = asked->first + order[at];
        sums[run->label] += take_near(left, run, radius);
    }
    for (Py_ssize_t at = 0; at < left->rows * left->across; at++)
        sums[0] += bits_ones(left->words[at]);
}

AVX2 static void around_avx2(const Asked *asked, const int32_t *order, const Bits *left,
                             int radius) {
    around_any(asked, order, left, radius);
}

static void around_plain(const Asked *asked, const int32_t *order, const Bits *left, int radius) {
    around_any(asked, order, left, radius);
}

static int around(Asked *asked, int radius) {
    const size_t size = (size_t)(asked->bits.rows * asked->bits.across) * sizeof(uint64_t);
    int32_t *order = by_label(asked);
    Bits left = asked->bits;
    left.words = malloc(size + 1);
    const int failed = order == NULL || left.words == NULL;
    if (!failed) {
        memcpy(left.words, asked->bits.words, size);
        (HAS_AVX2() ? around_avx2 : around_plain)(asked, order, &left, radius);
    }
    free(order);
    free(left.words);
    return failed ? -1 : 0;
}

typedef int (*Pass)(Asked *, int);

static PyObject *pass_over(PyObject *args, Pass pass, char item, int write_area) {
    PyObject *runs, *area, *each, *answer = NULL;
    Asked asked = {0};
    Py_ssize_t columns;
    int radius = 0, failed;
    if (!PyArg_ParseTuple(args, "OOnO|i", &runs, &area, &columns, &each, &radius)) return NULL;
    if (radius < 0 || radius > WIDEST)
        return PyErr_Format(PyExc_ValueError, "radius is %d, not 0 to %d", radius, WIDEST);
    if (plane_open(runs, &asked.runs, "runs", 'i', 1, READ) < 0 ||
        plane_open(area, &asked.words, "area", 'q', 1, write_area ? WRITE : READ) < 0 ||
        plane_open(each, &asked.each, "each", item, 1, write_area ? READ : WRITE) < 0 ||
        check(&asked, columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = pass(&asked, radius);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&asked.runs);
    plane_close(&asked.words);
    plane_close(&asked.each);
    return answer;
}

static PyObject *area_paint(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, paint, 'B', 1);
}

static PyObject *area_counts(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, counts, 'q', 0);
}

static PyObject *area_spans(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, spans, 'q', 0);
}

static PyObject *area_around(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, around, 'q', 0);
}

PyMethodDef area_pieces_kernels[] = {
    {"area_paint", area_paint, METH_VARARGS, "Add the chosen labels' strips to an area."},
    {"area_counts", area_counts, METH_VARARGS, "Count an area's pixels under each label."},
    {"area_spans", area_spans, METH_VARARGS, "Add up the widths of each label's rows."},
    {"area_around", area_around, METH_VARARGS, "Count an area's pixels by the largest label near."},
    {NULL, NULL, 0, NULL},
};

/* What is asked of an area's pieces: answers are areas, or counted in them, along the runs. */

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

INLINE int ones(uint64_t word) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_popcountll(word);
#else
    int found = 0;
    for (; word; word &= word - 1) found++;
    return found;
#endif
}

/* The bits of the word that belong to the run. */
INLINE uint64_t part_of(const Run *run, Py_ssize_t word) {
    const Py_ssize_t last = (run->stop - 1) / 64;
    const uint64_t first = word == run->start / 64 ? ~0ULL << (run->start & 63) : ~0ULL;
    return word == last ? first & ~0ULL >> (63 - ((run->stop - 1) & 63)) : first;
}

static int paint(Asked *asked, int radius) {
    const uint8_t *chosen = asked->each.data;
    (void)radius;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *run = asked->first + at;
        if (chosen[run->label]) bits_set(&asked->bits, run->row, run->start, run->stop);
    }
    return 0;
}

static int counts(Asked *asked, int radius) {
    int64_t *sums = (int64_t *)asked->each.data;
    (void)radius;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *run = asked->first + at;
        const uint64_t *words = BITS_ROW(&asked->bits, run->row);
        for (Py_ssize_t word = run->start / 64; word <= (run->stop - 1) / 64; word++)
            sums[run->label] += ones(words[word] & part_of(run, word));
    }
    return 0;
}

/* Columns from `left` up to `right`, of which the area's pixels in a row are. */
typedef struct {
    Py_ssize_t left, right;
} Stretch;

static Stretch stretch_of(const uint64_t *words, Py_ssize_t across) {
    Py_ssize_t first = 0, last = across;
    while (first < across && !words[first]) first++;
    while (last > first && !words[last - 1]) last--;
    return (Stretch){64 * first, 64 * last};
}

/* Put the run's label where it is the largest so far: `row` holds one label a column. */
INLINE void raise(int32_t *restrict row, Stretch within, const Run *run, int radius) {
    const Py_ssize_t left = run->start - radius, right = run->stop + (Py_ssize_t)radius;
    const Py_ssize_t first = left > within.left ? left : within.left;
    const Py_ssize_t last = right < within.right ? right : within.right;
    const int32_t label = run->label;
    for (Py_ssize_t x = first; x < last; x++) row[x] = label > row[x] ? label : row[x];
}

/* Row by row of the area: the runs of the rows near it, then one count a pixel of the area. */
INLINE int around_any(Asked *asked, int radius) {
    const Bits *bits = &asked->bits;
    int64_t *sums = (int64_t *)asked->each.data;
    int32_t *row = malloc((size_t)bits->across * 64 * sizeof *row + 1);
    Py_ssize_t first = 0;
    if (row == NULL) return -1;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint64_t *words = BITS_ROW(bits, y);
        const Stretch within = stretch_of(words, bits->across);
        while (first < asked->count && asked->first[first].row < y - radius) first++;
        if (within.left == within.right) continue;
        memset(row + within.left, 0, (size_t)(within.right - within.left) * sizeof *row);
        for (Py_ssize_t at = first; at < asked->count && asked->first[at].row <= y + radius; at++)
            raise(row, within, asked->first + at, radius);
        for (Py_ssize_t at = within.left / 64; at < within.right / 64; at++)
            for (uint64_t word = words[at]; word; word &= word - 1)
                sums[row[64 * at + bits_lowest(word)]]++;
    }
    free(row);
    return 0;
}

AVX2 static int around_avx2(Asked *asked, int radius) { return around_any(asked, radius); }

static int around_plain(Asked *asked, int radius) { return around_any(asked, radius); }

static int around(Asked *asked, int radius) {
    return (HAS_AVX2() ? around_avx2 : around_plain)(asked, radius);
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

static PyObject *area_around(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, around, 'q', 0);
}

PyMethodDef area_pieces_kernels[] = {
    {"area_paint", area_paint, METH_VARARGS, "Add the chosen labels' runs to an area."},
    {"area_counts", area_counts, METH_VARARGS, "Count an area's pixels under each label."},
    {"area_around", area_around, METH_VARARGS, "Count an area's pixels by the largest label near."},
    {NULL, NULL, 0, NULL},
};

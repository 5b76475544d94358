/* Steps between neighbouring pixels of the product, summed up by column and by row. */

#include <stdlib.h>

#include "plane.h"

enum { TALLEST = 64 /* step that counts; higher ones count as this */ };

typedef struct {
    const Plane *pixels, *mask;
    const int32_t *rows;   /* of each of the picture's, its row of the mask */
    const int32_t *starts; /* of each column of the mask, the picture's first; and the end */
    const int32_t *chosen; /* of each chosen column of the picture, its column of the mask */
    int every_row, every_column;
    int32_t *across, *across_counts, *down, *down_counts;
} Steps;

INLINE uint8_t step_between(uint8_t one, uint8_t two) {
    const uint8_t step = (uint8_t)(one > two ? one - two : two - one);
    return step > TALLEST ? TALLEST : step;
}

INLINE void add_run(const uint8_t *restrict row, Py_ssize_t length, int32_t *restrict totals,
                    int32_t *restrict counts) {
    for (Py_ssize_t x = 0; x < length; x++) totals[x] += step_between(row[x + 1], row[x]);
    for (Py_ssize_t x = 0; x < length; x++) counts[x]++;
}

INLINE void add_across(const Steps *s) {
    const Py_ssize_t width = s->mask->columns;
    for (Py_ssize_t y = 0; y < s->pixels->rows; y += s->every_row) {
        const uint8_t *row = ROW(s->pixels, uint8_t, y);
        const uint8_t *mask = ROW(s->mask, uint8_t, s->rows[y]);
        for (Py_ssize_t first = 0, after; first < width; first = after) {
            for (; first < width && !mask[first];) first++;
            for (after = first; after < width && mask[after];) after++;
            const Py_ssize_t x = s->starts[first];
            add_run(row + x, s->starts[after] - x - 1, s->across + x, s->across_counts + x);
        }
    }
}

INLINE void choose(const uint8_t *restrict row, Py_ssize_t every, Py_ssize_t count,
                   uint8_t *restrict out) {
    for (Py_ssize_t at = 0; at < count; at++) out[at] = row[at * every];
}

INLINE void choose_mask(const uint8_t *restrict row, const int32_t *restrict columns,
                        Py_ssize_t count, uint8_t *restrict out) {
    for (Py_ssize_t at = 0; at < count; at++) out[at] = row[columns[at]] ? 255 : 0;
}

INLINE void add_pair(const uint8_t *restrict one, const uint8_t *restrict two,
                     const uint8_t *restrict mask, const uint8_t *restrict other, Py_ssize_t count,
                     int32_t *total, int32_t *pairs) {
    uint32_t sum = 0, both = 0;
    for (Py_ssize_t at = 0; at < count; at++)
        sum += (uint8_t)(step_between(one[at], two[at]) & mask[at] & other[at]);
    for (Py_ssize_t at = 0; at < count; at++) both += mask[at] & other[at] & 1;
    *total = (int32_t)sum;
    *pairs = (int32_t)both;
}

INLINE void add_down(const Steps *s, Py_ssize_t count, uint8_t *spare) {
    uint8_t *above = spare, *here = spare + count, *mask_above = spare + 2 * count;
    uint8_t *mask = spare + 3 * count;
    for (Py_ssize_t y = 0; y < s->pixels->rows; y++) {
        uint8_t *swap = above;
        const int moved = y == 0 || s->rows[y] != s->rows[y - 1];
        above = here;
        here = swap;
        if (y > 0) memcpy(mask_above, mask, (size_t)count);
        if (moved) choose_mask(ROW(s->mask, uint8_t, s->rows[y]), s->chosen, count, mask);
        choose(ROW(s->pixels, uint8_t, y), s->every_column, count, here);
        if (y > 0)
            add_pair(here, above, mask, mask_above, count, &s->down[y - 1], &s->down_counts[y - 1]);
    }
}

AVX2 static void steps_avx2(const Steps *s, Py_ssize_t count, uint8_t *spare) {
    add_across(s);
    add_down(s, count, spare);
}

static void steps_plain(const Steps *s, Py_ssize_t count, uint8_t *spare) {
    add_across(s);
    add_down(s, count, spare);
}

/* Numbers from 0 to `most`, none smaller than the one before. */
static int are_numbers(const Plane *plane, const char *name, Py_ssize_t length, Py_ssize_t most) {
    if (plane_sized(plane, name, 1, length) < 0) return 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        const int32_t here = ROW(plane, int32_t, 0)[at];
        const int32_t before = at > 0 ? ROW(plane, int32_t, 0)[at - 1] : 0;
        if (here < before || here > most) {
            PyErr_Format(PyExc_ValueError, "%s holds %d, not %d to %zd", name, here, before, most);
            return 0;
        }
    }
    return 1;
}

static PyObject *steps(PyObject *self, PyObject *args) {
    PyObject *from, *area, *down, *edges, *columns, *one, *two, *three, *four, *answer = NULL;
    Plane pixels = {0}, mask = {0}, rows = {0}, starts = {0}, chosen = {0};
    Plane across = {0}, across_counts = {0}, vertical = {0}, vertical_counts = {0};
    Steps task = {.pixels = &pixels, .mask = &mask};
    Py_ssize_t count;
    uint8_t *spare = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOiiOOOO", &from, &area, &down, &edges, &columns,
                          &task.every_row, &task.every_column, &one, &two, &three, &four))
        return NULL;
    if (task.every_row < 1 || task.every_column < 1)
        return PyErr_Format(PyExc_ValueError, "every is not 1 or more");
    if (plane_open(from, &pixels, "pixels", 'B', 1, READ) < 0 ||
        plane_open(area, &mask, "mask", 'B', 1, READ) < 0 ||
        plane_open(down, &rows, "rows", 'i', 1, READ) < 0 ||
        plane_open(edges, &starts, "starts", 'i', 1, READ) < 0 ||
        plane_open(columns, &chosen, "chosen", 'i', 1, READ) < 0 ||
        plane_open(one, &across, "across", 'i', 1, WRITE) < 0 ||
        plane_open(two, &across_counts, "across_counts", 'i', 1, WRITE) < 0 ||
        plane_open(three, &vertical, "down", 'i', 1, WRITE) < 0 ||
        plane_open(four, &vertical_counts, "down_counts", 'i', 1, WRITE) < 0)
        goto close;
    count = (pixels.columns + task.every_column - 1) / task.every_column;
    if (pixels.rows < 1 || pixels.columns < 1) {
        PyErr_Format(PyExc_ValueError, "pixels is empty");
        goto close;
    }
    if (!are_numbers(&rows, "rows", pixels.rows, mask.rows - 1) ||
        !are_numbers(&starts, "starts", mask.columns + 1, pixels.columns) ||
        !are_numbers(&chosen, "chosen", count, mask.columns - 1) ||
        plane_sized(&across, "across", 1, pixels.columns - 1) < 0 ||
        plane_sized(&across_counts, "across_counts", 1, pixels.columns - 1) < 0 ||
        plane_sized(&vertical, "down", 1, pixels.rows - 1) < 0 ||
        plane_sized(&vertical_counts, "down_counts", 1, pixels.rows - 1) < 0)
        goto close;
    spare = malloc(4 * (size_t)count);
    if (spare == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    task.rows = ROW(&rows, int32_t, 0);
    task.starts = ROW(&starts, int32_t, 0);
    task.chosen = ROW(&chosen, int32_t, 0);
    task.across = ROW(&across, int32_t, 0);
    task.across_counts = ROW(&across_counts, int32_t, 0);
    task.down = ROW(&vertical, int32_t, 0);
    task.down_counts = ROW(&vertical_counts, int32_t, 0);
    Py_BEGIN_ALLOW_THREADS;
    memset(spare, 0, 4 * (size_t)count);
    memset(task.across, 0, (size_t)(pixels.columns - 1) * sizeof(int32_t));
    memset(task.across_counts, 0, (size_t)(pixels.columns - 1) * sizeof(int32_t));
    (HAS_AVX2() ? steps_avx2 : steps_plain)(&task, count, spare);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    free(spare);
    plane_close(&pixels);
    plane_close(&mask);
    plane_close(&rows);
    plane_close(&starts);
    plane_close(&chosen);
    plane_close(&across);
    plane_close(&across_counts);
    plane_close(&vertical);
    plane_close(&vertical_counts);
    return answer;
}

PyMethodDef steps_kernels[] = {
    {"steps", steps, METH_VARARGS, "Add up steps between neighbours by column and by row."},
    {NULL, NULL, 0, NULL},
};

/* The module itself: what each file of kernels offers, and which instructions are in use. */

#include "plane.h"

/* One table a file of kernels, named after the file. */
extern PyMethodDef area_colours_kernels[];
extern PyMethodDef area_pieces_kernels[];
extern PyMethodDef areas_kernels[];
extern PyMethodDef calm_kernels[];
extern PyMethodDef chroma_kernels[];
extern PyMethodDef colours_kernels[];
extern PyMethodDef edges_kernels[];
extern PyMethodDef extremes_kernels[];
extern PyMethodDef levels_kernels[];
extern PyMethodDef masks_kernels[];
extern PyMethodDef pieces_kernels[];
extern PyMethodDef reduce_kernels[];
extern PyMethodDef rises_kernels[];
extern PyMethodDef whiteness_kernels[];

static PyMethodDef *const TABLES[] = {
    area_colours_kernels,
    area_pieces_kernels,
    areas_kernels,
    calm_kernels,
    chroma_kernels,
    colours_kernels,
    edges_kernels,
    extremes_kernels,
    levels_kernels,
    masks_kernels,
    pieces_kernels,
    reduce_kernels,
    rises_kernels,
    whiteness_kernels,
};

static PyObject *instructions(PyObject *self, PyObject *nothing) {
    (void)self;
    (void)nothing;
    return PyUnicode_FromString(HAS_AVX2() ? "AVX2" : "plain");
}

static PyMethodDef OWN[] = {
    {"instructions", instructions, METH_NOARGS, "Name the instructions the kernels use here."},
    {NULL, NULL, 0, NULL},
};

/* Raised with the one in __init__.py whenever a kernel is added or changes: what was built before
 * from other sources is then no longer used. */
enum { EDITION = 7 };

static int add_tables(PyObject *module) {
    if (PyModule_AddIntConstant(module, "EDITION", EDITION) < 0) return -1;
    for (size_t at = 0; at < sizeof TABLES / sizeof *TABLES; at++)
        if (PyModule_AddFunctions(module, TABLES[at]) < 0) return -1;
    return 0;
}

static PyModuleDef_Slot SLOTS[] = {
    {Py_mod_exec, (void *)add_tables},
    {0, NULL},
};

static PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "native", "Passes over pixels; see native.pyi.", 0, OWN, SLOTS,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_native(void) { return PyModuleDef_Init(&MODULE); }

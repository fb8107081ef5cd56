#include "x86/host.h"
const struct host xen_host = { .kind = HYPER_HOST_XEN };
void xen_prepare(struct start *start) { (void)start; }
void xen_start(struct start *start) { (void)start; }
unsigned int xen_memory_map(struct memory_range *ranges, unsigned int limit) { (void)ranges; (void)limit; return 0; }

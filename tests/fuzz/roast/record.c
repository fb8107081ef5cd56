// SPDX-License-Identifier: GPL-2.0
/* spec.json and state.json of a domain. */
#include <stdlib.h>

#include "roast/records/private.h"
#include "roast/base/table.h"
#include "stand-in.h"

/* The guest by which roast tries KVM, which this target does not. */
extern const size_t roast_guest_size;
extern const char roast_guest[];
const size_t roast_guest_size = 0;
const char roast_guest[1] = "";

void fuzz_begin(void)
{
	stand_in_begin();
	machine_boot();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *spec = fuzz_part(&data, &size), *state = fuzz_part(&data, &size);
	struct json_object *object = json_from_text(spec);
	struct running running = { 0 };

	if (json_object_is_type(object, json_type_object))
		order_from_json(object, "/nowhere");
	object = json_from_text(state);
	if (json_object_is_type(object, json_type_object))
		orphan_of(object, &running);
}

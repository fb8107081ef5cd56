// SPDX-License-Identifier: GPL-2.0
/* JSON, whatever type a member has: read, laid over others, and written again. */
#include "roast/base/json.h"

#include "roast/image/private.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *text = fuzz_part(&data, &size), *other = fuzz_part(&data, &size);
	struct json_object *one = json_from_text(text), *over = json_from_text(other);
	struct texts list = { 0 };

	json_get_texts(one, "a.b", &list);
	json_get_number(one, "a.n", 0);
	json_get_boolean(one, "a.t", false);
	json_get_text(one, "a");
	if (one && over && json_object_is_type(one, json_type_object) &&
	    json_object_is_type(over, json_type_object))
		json_merge(one, over);
	if (one)
		settings_text(one);
	json_object_put(one);
	json_object_put(over);
}

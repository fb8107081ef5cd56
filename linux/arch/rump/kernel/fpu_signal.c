// SPDX-License-Identifier: GPL-2.0
/*
 * FPU state in signal frames: the CPU's own format, with a description in the 48 bytes that it
 * leaves to software and a second magic number behind (uapi asm/sigcontext.h).
 */
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/fpu.h>
#include <asm/sigcontext.h>

#define FEATURES_LEGACY 3

static_assert(sizeof(struct _fpx_sw_bytes) == sizeof_field(struct fpu_legacy, software));

unsigned int fpu_signal_size(void)
{
	return fpu_format.xsave ? fpu_format.size + FP_XSTATE_MAGIC2_SIZE : fpu_format.size;
}

static struct _fpx_sw_bytes description(void)
{
	return (struct _fpx_sw_bytes){
		.magic1 = FP_XSTATE_MAGIC1,
		.extended_size = fpu_signal_size(),
		.xfeatures = fpu_format.features,
		.xstate_size = fpu_format.size,
	};
}

/*
 * Programs that know of x87 and SSE only change these without a look at the header, so it
 * always says that they are there.
 */
static int save_extended(const struct fpu_state *state, void __user *area)
{
	struct fpu_state __user *frame = area;
	struct fpu_header header = state->header;
	u32 __user *end = area + fpu_format.size;

	header.features |= FEATURES_LEGACY;
	if (__copy_to_user(&frame->header, &header, sizeof(header)) ||
	    __copy_to_user(frame->extended, state->extended,
			   fpu_format.size - sizeof(*state)) ||
	    __put_user(FP_XSTATE_MAGIC2, end))
		return -EFAULT;
	return 0;
}

int fpu_signal_save(void __user *area)
{
	const struct fpu_state *state = fpu_read(current);
	struct fpu_state __user *frame = area;
	struct _fpx_sw_bytes software = {};

	if (fpu_format.xsave)
		software = description();
	if (!access_ok(area, fpu_signal_size()) ||
	    __copy_to_user(&frame->legacy, &state->legacy,
			   offsetof(struct fpu_legacy, software)) ||
	    __copy_to_user(frame->legacy.software, &software, sizeof(software)))
		return -EFAULT;
	return fpu_format.xsave ? save_extended(state, area) : 0;
}

/* Whether the area holds more than FXSAVE's part: both magic numbers, and sizes that fit. */
static int read_description(void __user *area, struct _fpx_sw_bytes *software)
{
	struct fpu_state __user *frame = area;
	u32 magic2;

	if (__copy_from_user(software, frame->legacy.software, sizeof(*software)))
		return -EFAULT;
	if (!fpu_format.xsave || software->magic1 != FP_XSTATE_MAGIC1 ||
	    software->xstate_size < sizeof(struct fpu_state) ||
	    software->xstate_size > fpu_format.size ||
	    software->xstate_size > software->extended_size) {
		software->magic1 = 0;
		return 0;
	}
	if (get_user(magic2, (u32 __user *)(area + software->xstate_size)))
		return -EFAULT;
	if (magic2 != FP_XSTATE_MAGIC2)
		software->magic1 = 0;
	return 0;
}

static int restore(struct fpu_state *state, void __user *area)
{
	struct _fpx_sw_bytes software;
	int error = read_description(area, &software);
	bool extended;

	if (error)
		return error;
	extended = software.magic1;
	fpu_set_initial(state);
	if (__copy_from_user(state, area,
			     extended ? software.xstate_size : sizeof(state->legacy)))
		return -EFAULT;
	memset(state->legacy.software, 0, sizeof(state->legacy.software));
	if (!fpu_valid(state))
		return -EINVAL;
	if (extended)
		state->header.features &= software.xfeatures;
	else
		state->header.features = FEATURES_LEGACY;
	return 0;
}

int fpu_signal_restore(void __user *area)
{
	int error;

	fpu_reset_current();
	if (!area)
		return 0;
	if (!access_ok(area, fpu_signal_size()))
		return -EFAULT;
	error = restore(current->thread.fpu, area);
	if (error)
		fpu_set_initial(current->thread.fpu);
	return error;
}

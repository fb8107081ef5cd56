/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Access to a program's memory. Programs and kernel share page tables and privilege level, so
 * an access is an ordinary instruction with an entry in the exception table; the check that
 * keeps a program's pointer out of the kernel's half is access_ok().
 *
 * get_user() and put_user() give 0 or -EFAULT and may sleep; the unsafe_* and *_nofault forms
 * jump to a label instead and may not.
 */
#ifndef _ASM_RUMP_UACCESS_H
#define _ASM_RUMP_UACCESS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/asm.h>
#include <asm/extable.h>
#include <asm/processor.h>
#include <asm-generic/access_ok.h>

void __user_access_bad_size(void) __compiletime_error("user access of an odd size");

/* An unsigned integer as wide as x: pointers and structures pass through it. */
#define _user_integer(x)                                                                           \
	__typeof__(__builtin_choose_expr(                                                          \
		sizeof(x) == 1, (u8)0,                                                             \
		__builtin_choose_expr(sizeof(x) == 2, (u16)0,                                      \
				      __builtin_choose_expr(sizeof(x) == 4, (u32)0, (u64)0))))

#define _user_load(suffix, constraint, value, ptr, label)                                          \
	asm_goto_output("1:	mov" suffix " %1, %0\n" _ASM_EXTABLE(1b, %l2)                       \
			: constraint(value)                                                        \
			: "m"(*(const volatile _user_integer(value) *)(__force const void *)(ptr)) \
			:                                                                          \
			: label)

#define _user_store(suffix, constraint, value, ptr, label)                                         \
	asm goto("1:	mov" suffix " %0, %1\n" _ASM_EXTABLE(1b, %l2)                               \
		 :                                                                                 \
		 : constraint(value), "m"(*(volatile _user_integer(value) *)(__force void *)(ptr)) \
		 : "memory"                                                                        \
		 : label)

#define unsafe_get_user(x, ptr, label)                                                             \
	do {                                                                                       \
		_user_integer(*(ptr)) __loaded;                                                    \
		switch (sizeof(*(ptr))) {                                                          \
		case 1:                                                                            \
			_user_load("b", "=q", __loaded, ptr, label);                               \
			break;                                                                     \
		case 2:                                                                            \
			_user_load("w", "=r", __loaded, ptr, label);                               \
			break;                                                                     \
		case 4:                                                                            \
			_user_load("l", "=r", __loaded, ptr, label);                               \
			break;                                                                     \
		case 8:                                                                            \
			_user_load("q", "=r", __loaded, ptr, label);                               \
			break;                                                                     \
		default:                                                                           \
			__user_access_bad_size();                                                  \
			__loaded = 0;                                                              \
		}                                                                                  \
		(x) = (__force __typeof__(*(ptr)))__loaded;                                        \
	} while (0)

#define unsafe_put_user(x, ptr, label)                                                             \
	do {                                                                                       \
		__typeof__(*(ptr)) __stored_as = (x);                                              \
		_user_integer(*(ptr)) __stored = (__force _user_integer(*(ptr)))__stored_as;       \
		switch (sizeof(*(ptr))) {                                                          \
		case 1:                                                                            \
			_user_store("b", "q", __stored, ptr, label);                               \
			break;                                                                     \
		case 2:                                                                            \
			_user_store("w", "r", __stored, ptr, label);                               \
			break;                                                                     \
		case 4:                                                                            \
			_user_store("l", "r", __stored, ptr, label);                               \
			break;                                                                     \
		case 8:                                                                            \
			_user_store("q", "r", __stored, ptr, label);                               \
			break;                                                                     \
		default:                                                                           \
			__user_access_bad_size();                                                  \
		}                                                                                  \
	} while (0)

#define __get_user(x, ptr)                                                                         \
	({                                                                                         \
		__label__ __failed, __done;                                                        \
		const __typeof__(*(ptr)) __user *__from = (ptr);                                   \
		int __error = 0;                                                                   \
		unsafe_get_user(x, __from, __failed);                                              \
		goto __done;                                                                       \
	__failed:                                                                                  \
		__error = -EFAULT;                                                                 \
		(x) = (__force __typeof__(*(ptr)))0;                                               \
	__done:                                                                                    \
		__error;                                                                           \
	})

#define __put_user(x, ptr)                                                                         \
	({                                                                                         \
		__label__ __failed, __done;                                                        \
		__typeof__(*(ptr)) __user *__to = (ptr);                                           \
		__typeof__(*(ptr)) __put = (x);                                                    \
		int __error = 0;                                                                   \
		unsafe_put_user(__put, __to, __failed);                                            \
		goto __done;                                                                       \
	__failed:                                                                                  \
		__error = -EFAULT;                                                                 \
	__done:                                                                                    \
		__error;                                                                           \
	})

#define get_user(x, ptr)                                                                           \
	({                                                                                         \
		const void __user *__checked = (ptr);                                              \
		int __status = -EFAULT;                                                            \
		might_fault();                                                                     \
		if (likely(access_ok(__checked, sizeof(*(ptr)))))                                  \
			__status = __get_user(x, (__typeof__(*(ptr)) __user *)__checked);          \
		else                                                                               \
			(x) = (__force __typeof__(*(ptr)))0;                                       \
		__status;                                                                          \
	})

#define put_user(x, ptr)                                                                           \
	({                                                                                         \
		void __user *__checked = (ptr);                                                    \
		__typeof__(*(ptr)) __value = (x);                                                  \
		int __status = -EFAULT;                                                            \
		might_fault();                                                                     \
		if (likely(access_ok(__checked, sizeof(*(ptr)))))                                  \
			__status = __put_user(__value, (__typeof__(*(ptr)) __user *)__checked);    \
		__status;                                                                          \
	})

#define user_access_begin(ptr, size) access_ok(ptr, size)
#define user_access_end() do { } while (0)
#define user_access_save() 0UL
#define user_access_restore(flags) ((void)(flags))
#define user_read_access_begin user_access_begin
#define user_read_access_end user_access_end
#define user_write_access_begin user_access_begin
#define user_write_access_end user_access_end

#define unsafe_copy_to_user(dst, src, len, label)                                                  \
	do {                                                                                       \
		char __user *__dst = (dst);                                                        \
		const char *__src = (src);                                                         \
		size_t __len = (len);                                                              \
		for (; __len >= 8; __dst += 8, __src += 8, __len -= 8)                             \
			unsafe_put_user(*(u64 *)__src, (u64 __user *)__dst, label);                \
		for (; __len >= 4; __dst += 4, __src += 4, __len -= 4)                             \
			unsafe_put_user(*(u32 *)__src, (u32 __user *)__dst, label);                \
		for (; __len; __dst++, __src++, __len--)                                           \
			unsafe_put_user(*(u8 *)__src, (u8 __user *)__dst, label);                  \
	} while (0)

#define unsafe_copy_from_user(dst, src, len, label)                                                \
	do {                                                                                       \
		char *__dst = (dst);                                                               \
		const char __user *__src = (src);                                                  \
		size_t __len = (len);                                                              \
		for (; __len >= 8; __dst += 8, __src += 8, __len -= 8)                             \
			unsafe_get_user(*(u64 *)__dst, (const u64 __user *)__src, label);          \
		for (; __len >= 4; __dst += 4, __src += 4, __len -= 4)                             \
			unsafe_get_user(*(u32 *)__dst, (const u32 __user *)__src, label);          \
		for (; __len; __dst++, __src++, __len--)                                           \
			unsafe_get_user(*(u8 *)__dst, (const u8 __user *)__src, label);            \
	} while (0)

/* The same instructions serve addresses of the kernel's that may not be mapped. */
#define __get_kernel_nofault(dst, src, type, label)                                                \
	unsafe_get_user(*(type *)(dst), (__force const type __user *)(src), label)
#define __put_kernel_nofault(dst, src, type, label)                                                \
	unsafe_put_user(*(type *)(src), (__force type __user *)(dst), label)

/* Bytes that were not copied: 0, or all from the first one that could not be touched on. */
unsigned long rump_copy_user(void *to, const void *from, unsigned long size);
unsigned long rump_clear_user(void *to, unsigned long size);

static __always_inline unsigned long raw_copy_from_user(void *to, const void __user *from,
							unsigned long size)
{
	return rump_copy_user(to, (__force const void *)from, size);
}

static __always_inline unsigned long raw_copy_to_user(void __user *to, const void *from,
						      unsigned long size)
{
	return rump_copy_user((__force void *)to, from, size);
}

#define INLINE_COPY_FROM_USER
#define INLINE_COPY_TO_USER

static inline unsigned long __clear_user(void __user *to, unsigned long size)
{
	return rump_clear_user((__force void *)to, size);
}

static inline unsigned long clear_user(void __user *to, unsigned long size)
{
	might_fault();
	return access_ok(to, size) ? __clear_user(to, size) : size;
}

long strncpy_from_user(char *to, const char __user *from, long count);
long strnlen_user(const char __user *text, long count);

#endif

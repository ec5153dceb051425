"""The drawn things: icons, the mark (kentongan, the village slit drum, and its two beats) and the wordmark."""

# Each icon is one stroke path in a box of 24 by 24; colour and weight come from the stylesheet (.i).
ICONS = {
    "alert": "M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.2",
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "camera": "M3.5 8h4l1.5-2.5h6L16.5 8h4v11h-17zM12 10a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 0 0 0-6.6",
    "chart": "M4 20h16M6.5 16.5v-5M11 16.5v-9M15.5 16.5v-6M19.5 16.5V5",
    "chat": "M4 5h16v11.5h-9L6.5 20v-3.5H4z",
    "check": "M5 12.5l4.5 4.5L19 7",
    "clock": "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17",
    "desk": "M3.5 9h17M5 9v10M19 9v10M12 9v5h7",
    "doc": "M6 3.5h8l4 4v13H6zM13.5 3.5v4.5H18M9 12.5h6M9 16h6",
    "down": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
    "exit": "M14 4.5H5.5v15H14M10 12h10.5M16.5 8l4 4-4 4",
    "eye": "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5",
    "flag": "M6 21V4M6 5h11.5l-2.5 4 2.5 4H6",
    "gear": "M4 7h9M17 7h3M15 4.5v5M4 12h3M11 12h9M9 9.5v5M4 17h9M17 17h3M15 14.5v5",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
    "list": "M4 6.5h3M10 6.5h10M4 12h3M10 12h10M4 17.5h3M10 17.5h10",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "mail": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "moon": "M19.5 14A8 8 0 0 1 10 4.5a8 8 0 1 0 9.5 9.5z",
    "pen": "M5 19l1-4.5L16.5 4 20 7.5 9.5 18z",
    "phone": "M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3c0 1.5-1 2.5-2.5 2.5C11 20 4 13 4 6c0-1.5 1-2.5 2.5-2.5z",
    "pin": "M12 21c-4-4.6-6.5-7.8-6.5-11a6.5 6.5 0 0 1 13 0c0 3.2-2.5 6.4-6.5 11zM12 7.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.5h10V20H7z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M15.5 15.5L20.5 20.5",
    "send": "M4 12h12M11 6.5l5.5 5.5L11 17.5M20 5v14",
    "shield": "M12 3.5l7.5 2.5v6c0 4.5-3 7-7.5 9-4.5-2-7.5-4.5-7.5-9V6z",
    "swap": "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4",
    "tray": "M4 13v5.5h16V13M12 4v10M8 10.5l4 4 4-4",
    "undo": "M4 9.5h10a5 5 0 0 1 0 10H9M8 5.5l-4 4 4 4",
    "users": "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5M3 19.5c.4-3.6 2.5-5.5 6-5.5s5.6 1.9 6 5.5M15.5 5.3a3.2 3.2 0 0 1 0 5.9M18 14.5c1.8.8 2.8 2.5 3 5",
    "veil": "M4 4l16 16M9.2 5.2A4 4 0 0 1 14.8 10.8M5 20c.5-3.8 3-5.8 7-5.8 1 0 1.9.1 2.7.4",
    "x": "M6 6l12 12M18 6L6 18",
}
MARK = (
    '<rect x="1.5" y="1.5" width="13" height="29" rx="6.5" fill="var(--river)"/>'
    '<rect x="6.5" y="8" width="3" height="16" rx="1.5" fill="var(--surface)"/>'
    '<path d="M18.5 11.2a6.6 6.6 0 0 1 0 9.6M22.7 7.2a12.3 12.3 0 0 1 0 17.6" fill="none"'
    ' stroke="var(--turmeric-strong)" stroke-width="2.8" stroke-linecap="round"/>'
)
# The name in lower case, drawn as one stroke path; it is never typed.
WORDMARK = (
    '<path d="M17 11.5V26.5M17 19a7.5 7.5 0 1 1-15 0a7.5 7.5 0 0 1 15 0M22.2 11.5V26.5M22.2 19.5c0-5.2 2.6-8 7-8M45.6 14a7.5 7.5 0 1 0 0 10M65.2 11.5V26.5M65.2 19a7.5 7.5 0 1 1-15 0a7.5 7.5 0 0 1 15 0M85.4 3.5V26.5M85.4 19a7.5 7.5 0 1 1-15 0a7.5 7.5 0 0 1 15 0M91 11.5V20a6.5 6.5 0 0 0 13 0V11.5M104 20V26.5M109.6 11.5V26.5M109.6 16.8a5.3 5.3 0 0 1 10.6 0V26.5M120.2 16.8a5.3 5.3 0 0 1 10.6 0V26.5M151 11.5V26.5M151 19a7.5 7.5 0 1 1-15 0a7.5 7.5 0 0 1 15 0M164.8 13.6c-.9-1.4-2.3-2.1-4.1-2.1c-2.4 0-4 1.4-4 3.4c0 5 8.6 3 8.6 8c0 2.2-1.8 3.6-4.4 3.6c-2.2 0-3.9-.9-4.7-2.6" fill="none" stroke="currentColor" stroke-width="3.3"'
    ' stroke-linecap="round" stroke-linejoin="round"/>'
)
# The deadline's shapes, in a box of 20 by 20.
TRIANGLE = '<path class="pie" d="M10 1.5L19.3 18H.7z"/><path class="cut" d="M10 7.5v4.5M10 15v.1"/>'
PAUSED = '<circle class="pie" cx="10" cy="10" r="9"/><path class="cut" d="M7.7 6.8v6.4M12.3 6.8v6.4"/>'
DONE = '<circle class="pie" cx="10" cy="10" r="9"/><path class="cut" d="M6 10.3l2.8 2.8L14 7.5"/>'
RIM = '<circle class="rim" cx="10" cy="10" r="8.3"/>'

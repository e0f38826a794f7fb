/** How the widget would look, shown in the console: a page with the launcher on it, and in its frame, once more, the chat. */
if (location.search === '?chat') void import('./chat.js');
else void import('./page.js');

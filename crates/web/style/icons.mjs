// The icons of the house: every name is one of lucide's. `Icon::Building2` in Rust is `building-2` here.
// Add a name, build: an unknown one stops the build.
export const icons = [
  // Places of the house.
  "layout-dashboard", "calendar-clock", "calendar-days", "building-2", "landmark", "house", "map",
  "file-signature", "receipt-euro", "shield-check", "send", "pen-line", "users", "monitor-cog", "mail",
  "list-checks", "scroll-text", "calculator", "chart-column", "book-open", "briefcase", "gavel", "globe",
  "library", "settings", "sliders-horizontal", "webhook", "key-round", "server", "tags", "handshake",
  // Gestures.
  "plus", "pencil", "trash-2", "copy", "download", "upload", "printer", "search", "list-filter", "link",
  "external-link", "refresh-cw", "rotate-ccw", "play", "pause", "log-in", "log-out", "user", "user-plus",
  "menu", "x", "check", "eye", "eye-off", "sun", "moon", "sun-moon", "paperclip", "archive", "lock",
  "lock-open", "bell", "history", "phone", "at-sign", "map-pin", "star", "undo-2", "arrow-left-right",
  // Signs.
  "arrow-up", "arrow-down", "arrow-left", "arrow-right", "chevrons-up-down", "chevron-down", "chevron-left",
  "chevron-right", "circle-check", "circle-alert", "circle-x", "circle-question-mark", "triangle-alert",
  "info", "lightbulb", "clock", "hourglass", "ban", "badge-check", "inbox", "trending-up", "trending-down",
  // Things.
  "file", "file-text", "file-spreadsheet", "files", "folder", "image", "euro", "coins", "wallet", "hash",
  "qr-code", "smartphone", "laptop", "life-buoy", "database", "stamp",
];

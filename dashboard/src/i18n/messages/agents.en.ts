export const agents = {
  title: "Agents",
  about: "Who your calls and messages are about. Webhooks can be limited to some of them.",
  new: "New agent",
  edit: "Edit the agent",
  search: "Search by name",
  references: "Recognised by",
  referencesHint:
    "One per line: a phone number in E.164 (+525538808448), an ElevenLabs agent id or a WhatsApp phone number id. An event belongs to the agent whose reference occurs in it.",
  isActive: "Active",
  isActiveHint: "While it is off, its events are kept and nothing is delivered.",
  isMailbox: "Mailbox",
  isMailboxHint: "A recording of its calls is a voicemail.",
  active: "Active",
  inactive: "Inactive",
  mailbox: "Mailbox",
  noReferences: "Nothing yet: no event will be told to be its own",
  moreReferences: { one: "and {n} more", other: "and {n} more" },
  created: "{name} was created.",
  saved: "{name} was saved.",
  deleted: "{name} was deleted.",
  deleteTitle: "Delete {name}?",
  deleteText:
    "Webhooks that are limited to it among others go on without it. Its events stay in the history and say that they belong to no agent from now on.",
  emptyTitle: "No agents yet",
  emptyText:
    "An agent is a voice or chat assistant, known by its phone numbers and provider ids. With agents, a webhook can take the events of some of them only.",
  noneFound: "No agent has this in its name",
} as const;

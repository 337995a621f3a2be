export const workflows = {
  title: "Workflows",
  about: "Processes of your platform that publish events. Webhooks can be limited to some of them.",
  new: "New workflow",
  edit: "Edit the workflow",
  search: "Search by name",
  reference: "Reference",
  referenceHint: "The id by which published events name it. Left empty, one is given.",
  created: "{name} was created.",
  saved: "{name} was saved.",
  deleted: "{name} was deleted.",
  deleteTitle: "Delete {name}?",
  deleteText:
    "Webhooks that are limited to it among others go on without it. Its events stay in the history.",
  emptyTitle: "No workflows yet",
  emptyText:
    "Your platform publishes events of its workflows with POST /v1/events. Make one here, so that webhooks can be limited to it.",
  noneFound: "No workflow has this in its name",
} as const;

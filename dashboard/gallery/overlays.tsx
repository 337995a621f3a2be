import { useState } from "preact/hooks";
import { Button } from "#dashboard/ui/button.tsx";
import { ConfirmDialog, Dialog } from "#dashboard/ui/dialog.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Row } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import { Tooltip } from "#dashboard/ui/tooltip.tsx";

export function Overlays() {
  const [open, setOpen] = useState<"none" | "dialog" | "confirm">("none");
  const close = () => setOpen("none");
  return (
    <>
      <PageHeader title="Overlays" />
      <Row>
        <Button onClick={() => setOpen("dialog")}>Dialog</Button>
        <Button onClick={() => setOpen("confirm")}>Confirm</Button>
        <Button
          onClick={() => {
            toast.good("The webhook was saved.");
            toast.bad("The gateway cannot be reached. Check your connection.");
            toast.info("The console was updated.", {
              action: { label: "Reload", onSelect: () => undefined },
            });
          }}
        >
          Toasts
        </Button>
        <Tooltip text="A few words about it">
          <Button>Tooltip</Button>
        </Tooltip>
      </Row>
      <Dialog
        open={open === "dialog"}
        onClose={close}
        title="Your new secret"
        description="It is shown only now."
        footer={
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <TextInput
          label="Secret"
          name="secret"
          isMono
          value="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
          readOnly
          onInput={() => undefined}
        />
      </Dialog>
      <ConfirmDialog
        open={open === "confirm"}
        onClose={close}
        title="Delete “CRM sync”?"
        confirmLabel="Delete webhook"
        isDanger
        typed="CRM sync"
        onConfirm={() => toast.good("Deleted.")}
      >
        <p>
          Its 48,203 deliveries and their attempts go with it. Events that come later are not sent
          there.
        </p>
      </ConfirmDialog>
    </>
  );
}

'use client';
import { RegistrySignIn } from '@/components/session/registry-sign-in';
import { Dialog } from '@/components/ui/dialog';

export interface SignInDialogProps {
  /** the registry's name */
  registry: string;
  username?: string | undefined;
  open: boolean;
  onClose: () => void;
}

/** Signs a person in at one registry, and gives the focus back to where they were. */
export function SignInDialog({ registry, username, open, onClose }: SignInDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={`Sign in at ${registry}`}
      description="With the login you have at the registry itself. What it lets you push is what you can promote."
    >
      <RegistrySignIn registry={registry} username={username} onSignedIn={onClose} />
    </Dialog>
  );
}

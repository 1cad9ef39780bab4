"""What every logon needs: sessions, references for refused people, the platform, signing, single logout."""

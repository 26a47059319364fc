// The page that reviewers read: who has its form open.
import { tendPresence } from "./presence.js";

tendPresence();

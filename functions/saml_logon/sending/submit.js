// Posts the only form of the page; without scripts people press its button.
"use strict";
document.forms[0].submit();

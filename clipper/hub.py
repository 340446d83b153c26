"""Whether the model hub can be asked for what is not here."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request

_log = logging.getLogger(__name__)

_TIMEOUT_S = 5.0


def hub_answers() -> bool:
    """Asked once and briefly: a download would try five times, for half a minute."""
    from huggingface_hub import constants  # noqa: PLC0415 - heavy

    if constants.HF_HUB_OFFLINE:
        return False
    request = urllib.request.Request(constants.ENDPOINT, method="HEAD")  # noqa: S310 - configured
    try:
        urllib.request.urlopen(request, timeout=_TIMEOUT_S).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError as err:
        _log.info("the model hub does not answer: %s", err)
        return False
    return True

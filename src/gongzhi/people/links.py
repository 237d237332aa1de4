"""This will write the one-time address by which somebody chooses a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from gongzhi.federations.addresses import entry_address
from gongzhi.people.models import Account


def one_time_path(account: Account) -> str:
    """
    Write the path of the page where the account's password is chosen, without the host.

    It works once: choosing a password, or a new link, makes it worthless; and for three days.
    """
    key = default_token_generator.make_token(account)
    return entry_address("account_reset_password_from_key", uidb36=user_pk_to_url_str(account), key=key)

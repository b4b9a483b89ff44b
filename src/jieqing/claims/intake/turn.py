"""stub"""
def is_by_debtor(plain: str) -> bool:
    return False

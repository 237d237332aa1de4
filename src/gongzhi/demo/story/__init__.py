"""Who is there and what happens, as frozen tables. Chinese, because it becomes data of the streets."""

"""Pages only a demo site has, under /demo/."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("mail/", views.mail, name="mail")]

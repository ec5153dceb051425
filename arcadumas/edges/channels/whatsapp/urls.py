"""Address of the webhook."""

from django.urls import path

from arcadumas.edges.channels.whatsapp import views

urlpatterns = [path("webhooks/whatsapp", views.webhook, name="whatsapp-webhook")]

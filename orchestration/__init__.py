"""motcua: from the exports of service portals to published, traceable figures."""

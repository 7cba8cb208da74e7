"""What the house knows of customers: orders and policies, behind one port."""

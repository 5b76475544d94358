"""What a marketplace said about listed pictures, held against what imgrules had said of them."""

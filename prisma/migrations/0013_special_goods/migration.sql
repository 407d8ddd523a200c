-- Special goods (特殊商品): the chain of steps that each serial of the product must go through, by its name.
ALTER TABLE product ADD COLUMN chain text;

"""Turn data into papers: PDF and DOCX from one structure, sums in words, a footer, a packet for the court.

Job: lay out a paper whose words were chosen elsewhere; join papers and exhibits to one paginated PDF.
Owns: typst (layouts). Calls: kit, law. Law: none. Start reading at: paper.py, pdf.py
"""

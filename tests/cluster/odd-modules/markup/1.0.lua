help([==[
<script>document.title = "help"</script>
<img src="x" onerror="document.title = 'help'"> **bold** [link](javascript:alert(1))
]==])
whatis("Name: markup")
whatis("Description: <img src=x onerror=\"document.title='description'\"> <b>bold</b> &amp; & </div>")
whatis("Category: <i>category</i>")
whatis("Keywords: <u>one</u>, two\"three")
whatis("URL: javascript:document.title='url'")
extensions("<b>numpy</b>/1.0")
if (mode() == "load") then
  LmodMessage("<script>document.title = 'message'</script>")
end

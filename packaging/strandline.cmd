@echo off
rem The command line of an installed Strandline, under the Node that lies beside this file.
set STRANDLINE_WINDOW=%~dp0..\..\..\strandline-window.exe
"%~dp0node.exe" "%~dp0..\out\main\cli.js" %*

# Installs, and moves what was installed away: nothing that is used afterwards may say where it was.
file(REMOVE_RECURSE ${INSTALLED} ${MOVED})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${INSTALLED}
                COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
file(RENAME ${INSTALLED} ${MOVED})

import subprocess
import sys


def test_det_som_er_lastet_gaas_ikke_gjennom_igjen():
    # In a process of its own: the setting is the whole process's.
    program = "import gc; from bysak.kjerne.soeppel import legg_bort; legg_bort(); print(gc.get_freeze_count() > 1000)"
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert svar.stdout.strip() == "True"

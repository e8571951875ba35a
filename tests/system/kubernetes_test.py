"""What goes to Kubernetes: as written, as Kustomize builds it, and run: the real daemon with the containers' own flags,
asked as the probes ask."""

import base64
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import DAEMON, ROOT, Program, TokenApi, free_port, get, token

try:
    import yaml
except ImportError:
    support.skip("python3-yaml not found; tests/run.sh installs it")

FOLDER = ROOT / "config" / "kubernetes"
SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


def kustomize():
    """The command that builds, of Kustomize 4 or later; Debian 12's kubectl has an older one, without components."""
    said = subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True).stdout if shutil.which("kubectl") else ""
    version = re.search(r"Kustomize Version: v(\d+)", said)
    if version and int(version[1]) >= 4:
        return ["kubectl", "kustomize"]
    if shutil.which("kustomize"):
        return ["kustomize", "build"]
    raise unittest.SkipTest("no kubectl of 1.21 or later and no kustomize, neither of which Debian 12 has")


def written(path):
    return yaml.safe_load((FOLDER / path).read_text())


def build(example, key):
    command = kustomize()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FOLDER, Path(folder) / "kubernetes")
        there = Path(folder) / "kubernetes" / "examples" / example
        if key:
            (there / "api-key").write_text(key)
        return subprocess.run([*command, there], capture_output=True, text=True)


def built(example):
    """{kind: document} of an example overlay, with a key in its place."""
    done = build(example, key="a-key-for-tests\n")
    assert done.returncode == 0, done.stderr
    documents = list(yaml.safe_load_all(done.stdout))
    kinds = {document["kind"]: document for document in documents}
    assert len(kinds) == len(documents), done.stdout
    return kinds


def pod_of(deployment):
    return deployment["spec"]["template"]["spec"]


def ours(pod):
    """The daemon's container, wherever it is."""
    container, = [
        each for each in pod.get("initContainers", []) + pod.get("containers", []) if each["name"] == "edenai-balanced"]
    return container


class TheFiles(unittest.TestCase):
    """As written, so wherever there is Python."""

    def containers(self):
        return {
            path: ours(pod_of(written(path))) for path in ("deployment/deployment.yaml", "sidecar/sidecar.yaml")}

    def test_all_that_a_kustomization_names_is_there(self):
        found = list(FOLDER.rglob("kustomization.yaml"))
        self.assertEqual(4, len(found))
        for path in found:
            kustomization = yaml.safe_load(path.read_text())
            named = kustomization.get("resources", []) + kustomization.get("components", [])
            named += [patch["path"] for patch in kustomization.get("patches", [])]
            named += [file for each in kustomization.get("configMapGenerator", []) for file in each["files"]]
            for name in named:
                self.assertTrue((path.parent / name).exists(), f"{name} of {path}")

    def test_the_container_has_no_privilege(self):
        for path, container in self.containers().items():
            with self.subTest(path=path):
                context = container["securityContext"]
                self.assertIs(False, context["allowPrivilegeEscalation"])
                self.assertIs(True, context["readOnlyRootFilesystem"])
                self.assertIs(True, context["runAsNonRoot"])
                self.assertEqual({"drop": ["ALL"]}, context["capabilities"])
                self.assertEqual({"type": "RuntimeDefault"}, context["seccompProfile"])
                self.assertNotIn("privileged", context)
                user = context.get("runAsUser", pod_of(written(path)).get("securityContext", {}).get("runAsUser"))
                self.assertGreater(user, 0)

    def test_it_is_bounded_and_listens_to_all(self):
        for path, container in self.containers().items():
            with self.subTest(path=path):
                self.assertIn("--web.listen-address=:10440", container["args"])
                self.assertEqual([10440], [port["containerPort"] for port in container["ports"]])
                self.assertEqual({"cpu", "memory"}, container["resources"]["requests"].keys())
                self.assertIn("memory", container["resources"]["limits"])

    def test_its_probes_ask_what_is_theirs(self):
        for path, container in self.containers().items():
            with self.subTest(path=path):
                port = container["ports"][0]["name"]
                self.assertLessEqual(len(port), 15)
                for probe, asked in (("startupProbe", "/-/healthy"), ("livenessProbe", "/-/healthy"), ("readinessProbe", "/-/ready")):
                    self.assertEqual({"path": asked, "port": port}, container[probe]["httpGet"])

    def test_both_are_the_same_container(self):
        deployment, sidecar = self.containers().values()
        for key in ("image", "args", "resources"):
            self.assertEqual(deployment[key], sidecar[key])

    def test_each_mount_has_its_volume(self):
        for path, container in self.containers().items():
            with self.subTest(path=path):
                volumes = {volume["name"]: volume for volume in pod_of(written(path))["volumes"]}
                mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
                self.assertEqual(set(volumes), {mount["name"] for mount in mounts.values()})
                self.assertFalse(any("subPath" in mount for mount in mounts.values()), "a subPath is never updated")
                self.assertEqual("edenai-api-key", volumes[mounts["/run/secrets/edenai-balanced"]["name"]]["secret"]["secretName"])
                self.assertIn("configMap", volumes[mounts["/etc/edenai-balanced"]["name"]])

    def test_neither_can_speak_to_kubernetes(self):
        deployment, sidecar = (pod_of(written(path)) for path in self.containers())
        self.assertIs(False, deployment["automountServiceAccountToken"])
        mount, = [each for each in ours(sidecar)["volumeMounts"] if each["mountPath"] == SERVICE_ACCOUNT]
        volume, = [each for each in sidecar["volumes"] if each["name"] == mount["name"]]
        self.assertIn("emptyDir", volume)
        self.assertNotIn("automountServiceAccountToken", sidecar)

    def test_the_sidecar_is_a_native_one(self):
        container, = pod_of(written("sidecar/sidecar.yaml"))["initContainers"]
        self.assertEqual("Always", container["restartPolicy"])

    def test_no_key_is_in_the_files(self):
        self.assertEqual([], [path for path in FOLDER.rglob("*") if path.name == "api-key" or "kind: Secret" in (path.read_text() if path.is_file() else "")])


class TheDaemon(unittest.TestCase):
    """The real one with a container's flags and its configuration; only paths, port and API are others."""

    def run_it(self, example):
        container = ours(pod_of(written("deployment/deployment.yaml" if example == "deployment" else "sidecar/sidecar.yaml")))
        configuration = (FOLDER / "examples" / example / "config.yml").read_text()
        names = re.findall(r"include: \[([\w-]+)\]", configuration) or ["one"]
        with TokenApi([token(names[0], balance=30, active_balance=True)]) as api, tempfile.TemporaryDirectory() as folder:
            port = free_port()
            paths = {mount["mountPath"]: f"{folder}/{number}" for number, mount in enumerate(container["volumeMounts"])}
            for path in paths.values():
                Path(path).mkdir()

            def moved(text):
                for inside, here in paths.items():
                    text = text.replace(inside + "/", here + "/")
                return text

            base_url = api.environment["EDENAI_BASE_URL"]
            configuration = moved(configuration).replace("  - name: ", f"  - base_url: {base_url}\n    name: ")
            Path(moved("/etc/edenai-balanced/config.yml")).write_text(configuration)
            Path(moved("/run/secrets/edenai-balanced/api-key")).write_text("a-key-for-tests\n")
            flags = [moved(flag).replace("=:10440", f"=127.0.0.1:{port}") for flag in container["args"]]
            with Program([DAEMON, *flags]) as daemon:
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    path = container[probe]["httpGet"]["path"]
                    daemon.until(lambda: (get(port, path) or [0])[0] == 200, 20, f"{probe} succeeds")
                page = support.Page(get(port, "/metrics")[2].decode())
                self.assertEqual(set(names), page.token_names())
                self.assertEqual(0, daemon.end()[0], daemon.log())

    def test_takes_the_flags_of_the_deployment(self):
        self.run_it("deployment")

    def test_takes_the_flags_of_the_sidecar(self):
        self.run_it("sidecar")


class TheBuilt(unittest.TestCase):
    def check_watching(self, documents):
        """The Secret, the ConfigMap and the PodMonitor are those of the pod."""
        deployment = documents["Deployment"]
        pod = pod_of(deployment)
        container = ours(pod)
        self.assertRegex(container["image"], r"^registry\.example\.org/edenai-balanced:\d")
        self.assertEqual("edenai-api-key", documents["Secret"]["metadata"]["name"])
        self.assertEqual("a-key-for-tests\n", base64.b64decode(documents["Secret"]["data"]["api-key"]).decode())
        maps = [volume["configMap"]["name"] for volume in pod["volumes"] if "configMap" in volume]
        self.assertEqual([documents["ConfigMap"]["metadata"]["name"]], maps)
        self.assertEqual(["config.yml"], list(documents["ConfigMap"]["data"]))
        monitor = documents["PodMonitor"]["spec"]
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        self.assertLessEqual(monitor["selector"]["matchLabels"].items(), labels.items())
        self.assertIn(monitor["jobLabel"], labels)
        self.assertEqual(container["ports"][0]["name"], monitor["podMetricsEndpoints"][0]["port"])
        self.assertEqual(1, len({document["metadata"]["namespace"] for document in documents.values()}))

    def test_a_deployment_of_its_own(self):
        documents = built("deployment")
        self.assertEqual({"Deployment", "Service", "Secret", "ConfigMap", "PodMonitor"}, documents.keys())
        pod = pod_of(documents["Deployment"])
        self.assertIs(False, pod["automountServiceAccountToken"])
        service = documents["Service"]["spec"]
        self.assertLessEqual(service["selector"].items(), documents["Deployment"]["spec"]["template"]["metadata"]["labels"].items())
        self.assertEqual((10440, ours(pod)["ports"][0]["name"]), (service["ports"][0]["port"], service["ports"][0]["targetPort"]))
        self.assertIn("thresholds", documents["ConfigMap"]["data"]["config.yml"])
        self.check_watching(documents)

    def test_a_sidecar_over_an_application(self):
        documents = built("sidecar")
        self.assertEqual({"Deployment", "Secret", "ConfigMap", "PodMonitor"}, documents.keys())
        application = written("examples/sidecar/application.yaml")
        self.assertEqual(application["spec"]["selector"], documents["Deployment"]["spec"]["selector"])
        pod = pod_of(documents["Deployment"])
        self.assertEqual(pod_of(application)["containers"], pod["containers"])
        self.assertEqual(["edenai-balanced", "migrate"], [each["name"] for each in pod["initContainers"]])
        self.assertEqual(ours(pod_of(written("sidecar/sidecar.yaml"))) | {"image": ""}, ours(pod) | {"image": ""})
        self.assertEqual({"containers", "initContainers", "volumes"}, pod.keys())
        self.check_watching(documents)

    def test_what_readme_says(self):
        """Its commands in a copy of the checkout's folder; what they would apply is built."""
        command = " ".join(kustomize())
        blocks = support.readme_blocks("sh kubernetes")
        self.assertEqual(2, len(blocks))
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(FOLDER, Path(folder) / "config" / "kubernetes")
            (Path(folder) / "my-api.key").write_text("a-key-for-tests\n")
            for block in blocks:
                mine = block.replace("kubectl apply -k", command).replace("kubectl kustomize", command)
                done = subprocess.run(["bash", "-euc", mine], cwd=folder, capture_output=True, text=True)
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertIn("kind: Deployment", done.stdout)

    def test_the_image_is_the_one_that_readme_builds(self):
        commands, = support.readme_blocks("sh container")
        for path in ("deployment", "sidecar"):
            image, = written(f"examples/{path}/kustomization.yaml")["images"]
            self.assertEqual({f"{image['newName']}:{image['newTag']}"}, set(re.findall(r"registry\S+", commands)))
        self.assertTrue((ROOT / re.search(r"-f (\S+)", commands)[1]).exists())

    def test_without_a_key_nothing_is_built(self):
        for example in ("sidecar", "deployment"):
            done = build(example, key=None)
            self.assertNotEqual(0, done.returncode)
            self.assertIn("api-key", done.stderr)


if __name__ == "__main__":
    support.main()

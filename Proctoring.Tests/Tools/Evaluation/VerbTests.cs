using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>Tests the measuring verbs as people and scripts call them.</summary>
public sealed class VerbTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evaluation-");

    public void Dispose() => folder.Delete(recursive: true);

    static async Task<(int Code, string Output, string Error)> RunAsync(string verb, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var store = await Proctoring.Tests.Vision.Onnx.RestoredModels.StoreAsync(TestContext.Current.CancellationToken);
        Func<FaceReader> load = () => FaceReader.Load(store);
        Func<FrameReader> reader = () =>
            new FrameReader(
                load(),
                HeadReader.Load(store),
                ObjectReader.Load(store),
                new VisionOptions(),
                TimeProvider.System,
                NullLogger<FrameReader>.Instance
            );
        var code =
            verb == "evaluate"
                ? await EvaluateVerb.RunAsync(
                    args,
                    output,
                    error,
                    load,
                    () => ObjectReader.Load(store),
                    () => HeadReader.Load(store),
                    reader,
                    TestContext.Current.CancellationToken
                )
                : await BenchVerb.RunAsync(args, output, error, load, reader, store, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    static JsonElement LastLine(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;

    void Label(string set, string labels)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder.FullName, set)).FullName;
        File.WriteAllText(Path.Combine(path, "labels.json"), labels);
    }

    void Picture(string set, string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder.FullName, set, name), bytes);

    [Theory]
    [InlineData("evaluate")]
    [InlineData("bench")]
    public async Task Bad_usage_and_missing_folders_give_a_sentence(string verb)
    {
        Assert.Equal(2, (await RunAsync(verb)).Code);
        Assert.Equal(2, (await RunAsync(verb, "a", "b")).Code);
        Assert.Equal(2, (await RunAsync(verb, "a", "--fast")).Code);
        var missing = await RunAsync(verb, Path.Combine(folder.FullName, "nowhere"));
        Assert.Equal(1, missing.Code);
        Assert.Contains("There is no folder", missing.Error, StringComparison.Ordinal);
        var empty = await RunAsync(verb, folder.FullName, "--json");
        Assert.Equal(1, empty.Code);
        Assert.Contains(verb == "evaluate" ? "labels.json" : "contains no JPEG", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_of_steps_gives_a_sentence_for_bad_usage_and_without_a_face()
    {
        using var room = TestPictures.Room();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "frames"));
        Picture("frames", "1.jpg", TestPictures.Jpeg(room));
        var (faces, heads) = (await TestPictures.FacesAsync(), await TestPictures.HeadsAsync());
        var error = new StringWriter();
        Task<int> BenchAsync(params string[] args) =>
            StepBenchVerb.RunAsync(args, error, frames => new StepSource(faces, heads, null!, null!, frames));

        Assert.Equal(2, await BenchAsync());
        Assert.Equal(2, await BenchAsync("a", "--json"));
        Assert.Equal(1, await BenchAsync(Path.Combine(folder.FullName, "nowhere")));
        Assert.Contains("There is no folder", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await BenchAsync(folder.FullName));
        Assert.Contains("shows no face", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("bench")]
    public async Task Missing_models_give_a_sentence(string verb)
    {
        Label("set", """{"images": [{"file": "a.jpg", "faces": 1}]}""");
        Picture("set", "a.jpg", [1]);
        var error = new StringWriter();
        Func<FaceReader> load = () => throw new FileNotFoundException("no weights");
        var code =
            verb == "evaluate"
                ? await EvaluateVerb.RunAsync(
                    [folder.FullName],
                    TextWriter.Null,
                    error,
                    load,
                    Missing<ObjectReader>,
                    Missing<HeadReader>,
                    Missing<FrameReader>,
                    TestContext.Current.CancellationToken
                )
                : await BenchVerb.RunAsync(
                    [folder.FullName],
                    TextWriter.Null,
                    error,
                    load,
                    Missing<FrameReader>,
                    new ModelStore(folder.FullName, ModelManifest.BuiltIn()),
                    TestContext.Current.CancellationToken
                );
        Assert.Equal(1, code);
        Assert.Contains("no weights", error.ToString(), StringComparison.Ordinal);
    }

    static T Missing<T>() => throw new InvalidOperationException();

    [Fact]
    public async Task Sets_are_measured_at_any_depth_and_the_rest_is_listed()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        Label(
            "deep/people",
            """
            {"pairs": [{"a": "1.jpg", "b": "2.jpg", "same": true}, {"a": "1.jpg", "b": "3.jpg", "same": false}, {"a":
            "1.jpg", "b": "gone.jpg", "same": true}]}
            """
        );
        Picture("deep/people", "1.jpg", TestPictures.Jpeg(candidate));
        Picture("deep/people", "2.jpg", TestPictures.Jpeg(candidate, 30));
        Picture("deep/people", "3.jpg", TestPictures.Jpeg(stranger));
        Label(
            "faces",
            """
            {"images": [{"file": "g.jpg", "faces": 3}, {"file": "c.png", "faces": 0}, {"file": "bad.jpg", "faces": 1},
            {"file": "a.png", "faces": 2, "faces_min": 1, "faces_max": 2}]}
            """
        );
        Picture("faces", "g.jpg", TestPictures.Bytes("sample3.jpg"));
        Picture("faces", "c.png", TestPictures.Bytes("coffee.png"));
        Picture("faces", "bad.jpg", TestPictures.Bytes("sample1.jpg")[..5000]);
        Picture("faces", "a.png", TestPictures.Bytes("astronaut.png"));
        Label(
            "pose",
            """{"images": [{"file": "1.jpg", "yaw": 3, "pitch": 1, "roll": 0}, {"file": "gone.jpg", "yaw": 3, "pitch": 1, "roll": 0}]}"""
        );
        Picture("pose", "1.jpg", TestPictures.Jpeg(candidate));
        Label("life", """{"images": [{"file": "1.jpg", "live": true}]}""");
        Picture("life", "1.jpg", TestPictures.Jpeg(candidate));
        Label("broken", "{");

        var page = Path.Combine(folder.FullName, "page.html");
        var (code, output, error) = await RunAsync("evaluate", "--html", page, "--json", folder.FullName);
        Assert.Equal((0, ""), (code, error));
        var sets = LastLine(output).GetProperty("sets").EnumerateArray().ToDictionary(s => s.GetProperty("path").GetString()!);
        Assert.Equal(["broken", "deep/people", "faces", "life", "pose"], sets.Keys);
        Assert.Equal("unsupported", sets["broken"].GetProperty("kind").GetString());
        Assert.Equal(("pose", 1), (sets["pose"].GetProperty("kind").GetString(), sets["pose"].GetProperty("scored").GetInt32()));
        Assert.InRange(sets["pose"].GetProperty("yaw_mae").GetDouble(), 0, 25);
        Assert.InRange(sets["pose"].GetProperty("pitch_mae").GetDouble(), 0, 25);
        Assert.InRange(sets["pose"].GetProperty("roll_mae").GetDouble(), 0, 25);
        Assert.Equal(
            ("liveness", 1),
            (sets["life"].GetProperty("kind").GetString(), sets["life"].GetProperty("live_accepted").GetDouble())
        );
        Assert.Equal(JsonValueKind.Null, sets["life"].GetProperty("fake_accepted").ValueKind);

        var people = sets["deep/people"];
        Assert.Equal("verification", people.GetProperty("kind").GetString());
        Assert.Equal((3, 2), (people.GetProperty("pairs").GetInt32(), people.GetProperty("scored").GetInt32()));
        Assert.Equal(1, people.GetProperty("auc").GetDouble());
        Assert.Equal(0, people.GetProperty("eer").GetDouble());
        Assert.Equal(0.5, people.GetProperty("tar_at_far_1").GetDouble());
        Assert.Equal(0.5, people.GetProperty("tar_at_far_0_1").GetDouble());
        Assert.Equal(
            3,
            people.GetProperty("halves").GetProperty("in_a").GetInt32() + people.GetProperty("halves").GetProperty("in_b").GetInt32()
        );
        // The pair with the missing picture has no brightness, and no group.
        Assert.Equal(2, people.GetProperty("by_light").EnumerateObject().Sum(light => light.Value.GetProperty("pairs").GetInt32()));
        Assert.Equal(2 / 3.0, people.GetProperty("accuracy_at_threshold").GetDouble(), 1e-6);
        Assert.Equal(0, people.GetProperty("far_at_threshold").GetDouble());
        Assert.Equal("gone.jpg", Assert.Single(people.GetProperty("unreadable").EnumerateArray()).GetString());

        var faces = sets["faces"];
        Assert.Equal("faces", faces.GetProperty("kind").GetString());
        Assert.Equal(
            (4, 6, 4),
            (faces.GetProperty("images").GetInt32(), faces.GetProperty("faces").GetInt32(), faces.GetProperty("found").GetInt32())
        );
        Assert.Equal((0, 3), (faces.GetProperty("false").GetInt32(), faces.GetProperty("exact_images").GetInt32()));
        Assert.Equal(4, faces.GetProperty("by_half").EnumerateObject().Sum(half => half.Value.GetProperty("images").GetInt32()));
        Assert.Equal(3, faces.GetProperty("by_light").EnumerateObject().Sum(light => light.Value.GetProperty("exact_images").GetInt32()));
        Assert.Equal(1, sets["pose"].GetProperty("by_turn").GetProperty("0-15").GetProperty("scored").GetInt32());
        Assert.Equal("bad.jpg", Assert.Single(faces.GetProperty("unreadable").EnumerateArray()).GetString());

        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        foreach (
            var part in new[]
            {
                "deep/people",
                "Tar at far 1",
                "<polyline",
                "bad.jpg (0 for 1)",
                "data:image/jpeg;base64,",
                "can&#39;t be read",
            }
        )
            Assert.Contains(part, html, StringComparison.Ordinal);
        // The page loads nothing from other servers.
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_gives_a_sentence()
    {
        Label("faces", """{"images": [{"file": "c.png", "faces": 0}]}""");
        Picture("faces", "c.png", TestPictures.Bytes("coffee.png"));

        var (code, _, error) = await RunAsync("evaluate", folder.FullName, "--html", Path.Combine(folder.FullName, "nowhere", "page.html"));

        Assert.Equal(1, code);
        Assert.Contains("can't be written", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("evaluate", folder.FullName, "--html")).Code);
        Assert.Equal(2, (await RunAsync("bench", folder.FullName, "--html", "page.html")).Code);
    }

    [Fact]
    public async Task A_bench_reports_the_time_of_each_step()
    {
        using var candidate = TestPictures.Candidate();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "frames"));
        Picture("frames", "1.jpg", TestPictures.Jpeg(candidate));
        Picture("frames", "2.jpg", [1, 2, 3]);
        var (code, output, error) = await RunAsync("bench", folder.FullName, "--json");
        Assert.Equal((0, ""), (code, error));
        var result = LastLine(output);
        Assert.True(result.GetProperty("frames").GetInt32() >= 100);
        Assert.True(result.GetProperty("frames_per_second").GetDouble() > 1);
        Assert.Equal(
            2 * result.GetProperty("cpu_ms_per_frame").GetDouble(),
            result.GetProperty("cpu_ms_per_candidate_second").GetDouble(),
            0.01
        );
        Assert.True(result.GetProperty("candidates_per_core").GetDouble() > 1);
        Assert.True(result.GetProperty("peak_memory_mb").GetDouble() > 50);
        foreach (var step in new[] { "decode", "detect", "mesh", "embed", "head", "objects", "total" })
            Assert.True(result.GetProperty("ms_per_frame").GetProperty(step).GetDouble() > 0, step);
        Assert.Contains("2.jpg (NotAnImage)", output, StringComparison.Ordinal);
        var networks = result.GetProperty("networks").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.Equal(7, networks.Count);
        Assert.All(networks.Values, network => Assert.True(network.GetProperty("ms_per_run").GetDouble() > 0));
        foreach (var name in new[] { "iris", "facemesh" })
            Assert.True(networks[name].GetProperty("ms_per_run_in_frames").GetDouble() > 0, name);
        // A still face: each eye in its first turn after three seconds, which is the fourth, the mesh once in each frame, and the
        // detector every three seconds.
        double Runs(string name) => networks[name].GetProperty("runs_per_second").GetDouble();
        Assert.Equal((0.5, 2d), (Runs("iris"), Runs("facemesh")));
        Assert.InRange(Runs("ultraface"), 0.3, 0.35);
        Assert.InRange(Runs("mobilefacenet"), 0.15, 0.18);
        Assert.Equal(
            result.GetProperty("cpu_ms_per_candidate_second").GetDouble() / result.GetProperty("machine_ratio").GetDouble(),
            result.GetProperty("reference_ms_per_candidate_second").GetDouble(),
            0.1
        );
        Assert.Contains("on the reference machine, where a candidate would need", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clip_that_cannot_be_read_gives_a_sentence()
    {
        var clip = Path.Combine(folder.FullName, "clip.mp4");
        await File.WriteAllTextAsync(clip, "not a clip", TestContext.Current.CancellationToken);
        var (code, _, error) = await RunAsync("bench", clip);
        Assert.Equal(1, code);
        Assert.Contains("ffmpeg", error, StringComparison.Ordinal);
    }
}

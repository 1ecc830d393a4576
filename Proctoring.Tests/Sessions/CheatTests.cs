using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenCvSharp;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>
/// Every trick of a dishonest candidate against the camera and the page is flagged, with the real models and the default rules.
/// <c>scripts/cheat.sh</c> plays them longer and prints a table.
/// </summary>
public sealed class CheatTests
{
    /// <summary>How long each trick is played in a normal test run, in seconds of the exam.</summary>
    const int ShortRun = 75;

    static readonly Dictionary<string, (string Flag, Func<IReadOnlyList<byte[]>> Frames, bool Page)> Tricks = new()
    {
        ["one picture, again and again"] = ("camera_frozen", () => [TestFaces.Candidate], true),
        ["one picture with slight noise, 8 versions"] = ("camera_replayed", () => Noisy(TestFaces.Candidate, 8), true),
        ["two pictures in turn"] = ("camera_replayed", () => [TestFaces.Candidate, TestFaces.Stranger], true),
        ["a clip of 10 s in a loop"] = ("camera_replayed", () => Clip("behaviour/eyes-centre.mp4"), true),
        ["a clip of 15 s in a loop"] = ("camera_replayed", () => Clip("behaviour/eyes-left.mp4"), true),
        ["pictures from a script without the page"] = ("page_silent", () => [TestFaces.Candidate], false),
    };

    public static TheoryData<string> Names { get; } = [.. Tricks.Keys];

    static int Seconds =>
        Environment.GetEnvironmentVariable("PROCTORING_CHEAT_SECONDS") is { } wanted
            ? int.Parse(wanted, CultureInfo.InvariantCulture)
            : ShortRun;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_trick_is_flagged(string name)
    {
        var (flag, pictures, page) = Tricks[name];
        Assert.SkipUnless(!name.StartsWith("a clip", StringComparison.Ordinal) || ClipCells.Missing is null, ClipCells.Missing ?? "");
        var reader = await TestPictures.FramesAsync();
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            services => services.Replace(ServiceDescriptor.Singleton<IFrameReader>(reader))
        );
        host.HasPage = page;

        var report = await PlayAsync(host, pictures());

        Tell(name, flag, report);
        Assert.Contains(report.Violations, violation => violation.Type == flag);
        Assert.True(report.Risk!.Score > 0);
    }

    static async Task<ReportContent> PlayAsync(CoreHost host, IReadOnlyList<byte[]> frames)
    {
        var access = await host.StartSessionAsync();
        var live = host.Live(access);
        for (var frame = 0; frame < Seconds * 2; frame++)
        {
            host.Pass(access, TimeSpan.FromMilliseconds(500));
            if (live.TakeFrame("test", frames[frame % frames.Count]) is { } refusal)
                throw new InvalidOperationException($"The frame was refused: {refusal}");
            Assert.True(
                SpinWait.SpinUntil(() => live.FramesRead > frame || TestContext.Current.CancellationToken.IsCancellationRequested, 60_000)
            );
        }

        return (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
    }

    /// <summary>Writes a row of the table that the script prints.</summary>
    static void Tell(string name, string flag, ReportContent report)
    {
        var found = report.Violations.FirstOrDefault(violation => violation.Type == flag);
        var after = found is null
            ? "not flagged"
            : $"{(found.BeganAt - report.StartedAt).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s";
        var row = $"| {name} | {flag} | {after} | {report.Risk!.Score.ToString("0.0", CultureInfo.InvariantCulture)} |";
        TestContext.Current.TestOutputHelper?.WriteLine(row);
        if (Environment.GetEnvironmentVariable("PROCTORING_CHEAT_TABLE") is { } file)
            File.AppendAllLines(file, [row]);
    }

    static byte[][] Noisy(byte[] jpeg, int versions)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        return
        [
            .. Enumerable
                .Range(0, versions)
                .Select(version =>
                {
                    using var wide = new Mat();
                    picture.ConvertTo(wide, MatType.CV_16SC3);
                    using var noise = new Mat(picture.Size(), MatType.CV_16SC3);
                    Cv2.SetTheRNG((ulong)version + 1);
                    Cv2.Randn(noise, Scalar.All(0), Scalar.All(3));
                    using var sum = new Mat();
                    Cv2.Add(wide, noise, sum);
                    using var noisy = new Mat();
                    sum.ConvertTo(noisy, MatType.CV_8UC3);
                    return noisy.ToBytes(".jpg");
                }),
        ];
    }

    /// <summary>A clip as a browser sends it: two JPEG frames a second, 640 × 480.</summary>
    static byte[][] Clip(string name)
    {
        using var clip = new VideoCapture(Path.Combine(TestFolders.EvaluationData, name));
        using var picture = new Mat();
        List<byte[]> frames = [];
        for (var number = 0; clip.Read(picture) && !picture.Empty(); number++)
        {
            if (number % (int)Math.Max(1, clip.Fps / 2) != 0)
                continue;
            using var frame = picture.Resize(new Size(640, 480));
            frames.Add(frame.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 70)));
        }

        return [.. frames];
    }
}

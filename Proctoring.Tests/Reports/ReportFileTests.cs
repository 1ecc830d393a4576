using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using UglyToad.PdfPig;
using Xunit;
using static Proctoring.Tests.Reports.ReportScene;

namespace Proctoring.Tests.Reports;

/// <summary>Tests the content of the report files.</summary>
public sealed class ReportFileTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [InlineData("ar", "NotoSansArabic")]
    [InlineData("de", "NotoSans-Bold")]
    [InlineData("hi", "NotoSans-Bold")]
    public async Task A_PDF_is_in_the_language_of_its_reader(string code, string font)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite);
        var id = await ReviewedSessionAsync(host);
        byte[] file;
        string json;
        string csv;
        using (new SpeakIn(code))
        {
            file = (await Files(host).OfSessionAsync(Reviewer, id, "pdf", default))!.File.Content;
            json = Encoding.UTF8.GetString((await Files(host).OfSessionAsync(Reviewer, id, "json", default))!.File.Content);
            csv = Encoding.UTF8.GetString((await Files(host).OfSessionAsync(Reviewer, id, "csv", default))!.File.Content);
        }

        Directory.CreateDirectory(Path.Combine(TestFolders.Root, "screenshots"));
        await File.WriteAllBytesAsync(
            Path.Combine(TestFolders.Root, "screenshots", $"report-{code}.pdf"),
            file,
            TestContext.Current.CancellationToken
        );
        using var pdf = PdfDocument.Open(file);
        var letters = pdf.GetPages().SelectMany(page => page.Letters).ToList();
        var text = string.Concat(letters.Select(letter => letter.Value)).Normalize(NormalizationForm.FormKC).Replace(" ", "");
        Assert.DoesNotContain("Howtoread", text, StringComparison.Ordinal);
        Assert.Contains(letters, letter => letter.FontName?.Contains(font, StringComparison.Ordinal) == true);
        // A mirrored page begins at the right margin, 48 points from the edge.
        var title = letters.Where(letter => letter.PointSize > 15).ToList();
        var start = code == "ar" ? 595 - title.Max(letter => letter.BoundingBox.Right) : title.Min(letter => letter.BoundingBox.Left);
        Assert.InRange(start, 40, 60);
        Assert.Contains("Another face in view", json, StringComparison.Ordinal);
        Assert.Contains("A flag is not proof", json, StringComparison.Ordinal);
        Assert.DoesNotContain("session_id", csv, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_format_shows_flags_decisions_and_answers(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        var files = Files(host);

        var csv = Encoding.UTF8.GetString((await files.OfSessionAsync(Reviewer, id, "csv", default))!.File.Content);
        using var json = JsonDocument.Parse((await files.OfSessionAsync(Reviewer, id, "json", default))!.File.Content);
        var pdfBytes = (await files.OfSessionAsync(Reviewer, id, "pdf", default))!.File.Content;
        using var pdf = PdfDocument.Open(pdfBytes);
        // For people to look at, beside the screenshots of pages.
        Directory.CreateDirectory(Path.Combine(TestFolders.Root, "screenshots"));
        await File.WriteAllBytesAsync(
            Path.Combine(TestFolders.Root, "screenshots", $"report-{kind}.pdf"),
            pdfBytes,
            TestContext.Current.CancellationToken
        );

        Assert.Contains("multiple_faces_detected", csv, StringComparison.Ordinal);
        Assert.Contains("Dismissed by a former reviewer: His sister brought tea", csv, StringComparison.Ordinal);
        using (new SpeakIn("de"))
        {
            var german = Encoding.UTF8.GetString((await files.OfSessionAsync(Reviewer, id, "csv", default))!.File.Content);
            Assert.Contains("von jemand aus dem früheren Prüfteam: His sister brought tea", german, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(",=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("\"=HYPERLINK", csv, StringComparison.Ordinal);
        var violation = json.RootElement.GetProperty("violations")[0];
        Assert.Equal("multiple_faces_detected", violation.GetProperty("type").GetString());
        Assert.Equal("dismissed", violation.GetProperty("decisions")[0].GetProperty("decision").GetString());
        Assert.Equal("It was my sister", violation.GetProperty("candidate_reply").GetString());
        Assert.Equal(Name, json.RootElement.GetProperty("student").GetProperty("name").GetString());
        var text = string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value));
        // A font may use one glyph for a character and for the radical that looks the same; either is correct.
        text = text.Normalize(NormalizationForm.FormKC);
        foreach (
            var part in new[]
            {
                "Łukasz",
                "Ελένη",
                "Дмитрий",
                "李小龍",
                "김민수",
                "Aflagisnotproof",
                "Itwasmysister",
                $"Page1of{pdf.NumberOfPages}",
            }
        )
            Assert.Contains(part, text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(pdf.GetPages(), page => page.GetImages().Any());
        var fonts = pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.FontName).OfType<string>().Distinct().ToList();
        // The fonts contain only the letters in use: complete, they are 17 MB.
        Assert.InRange(pdfBytes.Length, 20_000, 900_000);
        foreach (var script in new[] { "NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic", "NotoSansSC", "NotoSansKR" })
            Assert.Contains(fonts, font => font.Contains(script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stored_audio_is_mentioned_and_not_shown_as_a_picture()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Policies:standard:Rules:audio_detected:KeepSound", "true")
        );
        var access = await host.StartSessionAsync(consent: new GivenConsent("2026-11-29.1", "en", FaceComparison: true) { Sound = true });
        await host.PlayAsync(access, Heard.Speech, 3);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        foreach (var format in Files(host).Formats)
            Assert.NotNull(await Files(host).OfSessionAsync(Reviewer, access.SessionId, format, default));
        using var json = JsonDocument.Parse((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "json", default))!.File.Content);
        using var pdf = PdfDocument.Open((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "pdf", default))!.File.Content);

        var flag = json.RootElement.GetProperty("violations")[0];
        Assert.Equal(0, flag.GetProperty("evidence").GetArrayLength());
        Assert.NotEqual(Guid.Empty, flag.GetProperty("sound").GetGuid());
        var text = string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value))
            .Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("Afewsecondsofaudioarestored", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Thestoredpicturecannolongerberead", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_format_marks_an_unreviewed_flag()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var csv = Encoding.UTF8.GetString((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "csv", default))!.File.Content);
        using var json = JsonDocument.Parse((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "json", default))!.File.Content);
        using var pdf = PdfDocument.Open((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "pdf", default))!.File.Content);

        Assert.Contains("Not reviewed", csv, StringComparison.Ordinal);
        Assert.False(json.RootElement.GetProperty("violations")[0].GetProperty("reviewed").GetBoolean());
        Assert.Equal((1, 0, 1), (Review("flags"), Review("reviewed"), Review("not_reviewed")));
        var text = string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value))
            .Replace(" ", "", StringComparison.Ordinal);
        // The font draws "fl" as one ligature, so the word between is left out.
        Assert.Contains("0of1", text, StringComparison.Ordinal);
        Assert.Contains("reviewed,1notreviewed.", text, StringComparison.Ordinal);
        Assert.Contains("Notreviewed", text, StringComparison.Ordinal);

        int Review(string name) => json.RootElement.GetProperty("review").GetProperty(name).GetInt32();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_format_lists_the_gaps_and_how_much_was_monitored(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        // The page and its microphone go on; the camera delivers nothing.
        await host.WaitAsync(access, 15);
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

        var gap = Assert.Single(report.Gaps, gap => gap.Sensor == Sensor.Camera);
        var camera = Assert.Single(report.Monitored, sensor => sensor.Sensor == Sensor.Camera);
        Assert.InRange(camera.Share, 0.2, 0.35);
        Assert.Equal(1, Assert.Single(report.Monitored, sensor => sensor.Sensor == Sensor.Page).Share);
        var csv = Encoding.UTF8.GetString((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "csv", default))!.File.Content);
        using var json = JsonDocument.Parse((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "json", default))!.File.Content);
        using var pdf = PdfDocument.Open((await Files(host).OfSessionAsync(Reviewer, access.SessionId, "pdf", default))!.File.Content);
        Assert.Contains(
            csv.Split('\n'),
            line => line.Contains("no frame reached the server", StringComparison.Ordinal) && line.Contains(",gap,Camera,NoFrames,no,")
        );
        var told = json
            .RootElement.GetProperty("sensor_gaps")
            .EnumerateArray()
            .Single(one => one.GetProperty("sensor").GetString() == "camera");
        Assert.Equal(("no_frames", false), (told.GetProperty("cause").GetString(), told.GetProperty("of_server").GetBoolean()));
        Assert.Equal(gap.Duration.TotalSeconds, told.GetProperty("seconds").GetDouble(), 0.001);
        Assert.Equal(camera.Share, json.RootElement.GetProperty("monitored")[0].GetProperty("share").GetDouble(), 0.001);
        var text = string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value))
            .Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("Monitoredtime", text, StringComparison.Ordinal);
        Assert.Contains("Camera:noframereachedtheserver.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_five_flags_with_strips_and_screens_take_six_pages_with_timeline_table_and_both_times()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
            string[] types =
            [
                "multiple_faces_detected",
                "head_pose",
                "object_detected",
                "paste_attempt",
                "face_not_detected",
                "tab_switch",
            ];
            List<ProctoringViolation> flags = [];
            for (var index = 0; index < 24; index++)
            {
                flags.Add(await db.FlagAsync(session, types[index % types.Length], index * 0.004, 4, (Severity)(index % 3)));
                await db.StripAsync(host.Get<IEvidenceStore>(), flags[^1], TestFaces.Candidate, TestFaces.Both);
            }

            // It shows every flag: the earlier ones began within sixty seconds before it, the later ones within ten after it.
            using var screen = new OpenCvSharp.Mat(1080, 1920, OpenCvSharp.MatType.CV_8UC3, new OpenCvSharp.Scalar(120, 90, 40));
            await db.ScreenAsync(host.Get<IEvidenceStore>(), session, flags[12].BeganAt, TestPictures.Jpeg(screen));

            var content = JsonSerializer.Serialize(
                await host.Get<ReportReader>().ReadAsync(db, id, TestContext.Current.CancellationToken),
                ReportReader.Json
            );
            await db.Reports.ExecuteUpdateAsync(
                set => set.SetProperty(report => report.Content, content),
                TestContext.Current.CancellationToken
            );
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var file = (await Files(host).OfSessionAsync(Reviewer, id, "pdf", zone, default))!.File;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"25 flags: {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {file.Content.Length / 1024} KB"
        );
        await File.WriteAllBytesAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(TestFolders.Root, "screenshots")).FullName, "report-25.pdf"),
            file.Content,
            TestContext.Current.CancellationToken
        );
        using var pdf = PdfDocument.Open(file.Content);
        var pages = pdf.GetPages()
            .Select(page => string.Concat(page.Letters.Select(letter => letter.Value)).Replace(" ", "", StringComparison.Ordinal))
            .ToList();

        Assert.InRange(pages.Count, 3, 6);
        Assert.Contains("Timeline", pages[0], StringComparison.Ordinal);
        Assert.Contains("Flags(25)", string.Concat(pages), StringComparison.Ordinal);
        Assert.Contains("19:00:00(Asia/Tokyo)", string.Concat(pages), StringComparison.Ordinal);
        Assert.All(pages, page => Assert.Contains($"{id:D}", page, StringComparison.Ordinal));
        Assert.Contains("Łukasz", pdf.Information.Title, StringComparison.Ordinal);
        Assert.InRange(pdf.GetPages().Sum(page => page.GetImages().Count()), 24 * 9, 25 * 10);
        // The font writes "fl" as one character.
        var text = string.Concat(pages).Normalize(System.Text.NormalizationForm.FormKC);
        Assert.Equal(2, text.Split("Thelastpictureofaflagshowsthescreen").Length);
        Assert.InRange(file.Content.Length, 50_000, 3_000_000);
        var elements = PdfStructure.Of(pdf).All.ToList();
        Assert.All(pdf.GetPages(), page => Assert.Equal(0, PdfStructure.Unmarked(page)));
        Assert.All(elements.Where(element => element.Type == "Figure"), figure => Assert.NotEmpty(figure.Alternative!));
        var headings = elements.Where(element => element.Type is "H1" or "H2" or "H3").Select(element => element.Type[1] - '0').ToList();
        Assert.Equal(1, headings[0]);
        Assert.InRange(headings.Count(level => level == 3), 25, 26);
        Assert.All(headings.Zip(headings.Skip(1)), pair => Assert.InRange(pair.Second, 2, pair.First + 1));
        Assert.All(
            elements.Where(element => element.Type == "Table"),
            table => Assert.Single(table.Kids.Select(row => row.Kids.Count).Distinct())
        );
    }

    [Fact]
    public async Task A_PDF_names_the_correction_of_the_result()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        await using (var db = host.OpenDatabase())
        {
            var report = await db.Reports.SingleAsync(TestContext.Current.CancellationToken);
            var content = ReportReader.Parse(report.Content)! with { Correction = new ReportedCorrection(host.Now, 37.5m) };
            var changed = JsonSerializer.Serialize(content, ReportReader.Json);
            await db.Reports.ExecuteUpdateAsync(set => set.SetProperty(row => row.Content, changed), TestContext.Current.CancellationToken);
        }

        using var pdf = PdfDocument.Open((await Files(host).OfSessionAsync(Reviewer, id, "pdf", default))!.File.Content);

        var text = string.Concat(pdf.GetPage(1).Letters.Select(letter => letter.Value)).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("scoredwithcorrectedsolutionson", text, StringComparison.Ordinal);
        Assert.Contains("Before:37.5%", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_records_give_the_same_bytes()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        var files = Files(host);

        foreach (var format in files.Formats)
        {
            var first = await files.OfSessionAsync(Reviewer, id, format, default);
            host.Clock.Advance(TimeSpan.FromHours(1));
            var second = await files.OfSessionAsync(Reviewer, id, format, default);
            Assert.True(first!.File.Content.AsSpan().SequenceEqual(second!.File.Content), format);
        }
    }
}

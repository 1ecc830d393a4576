using System.Text;
using System.Text.Json;
using Proctoring.Core.Integration;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Random nonsense at every path, the same in each run: the API refuses it in one form, and nothing breaks.</summary>
public sealed class FuzzApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    const int Seed = 20261125;

    static readonly Dictionary<string, string[]> Posts = new()
    {
        ["register-student"] = ["name", "email", "password", "photo_data", "address", "student_id", "photo_approved_by"],
        ["verify-face"] = ["email", "password", "student_id", "photo_data"],
        ["start-exam"] =
        [
            "student_id",
            "exam_name",
            "total_questions",
            "name",
            "email",
            "policy",
            "return_url",
            "minutes",
            "not_before",
            "not_after",
        ],
        ["submit-exam"] = ["exam_id", "student_id", "correct_answers", "violations"],
        ["record-violation"] = ["student_id", "exam_id", "event_type", "detected_objects", "image_data", "client_event_id", "age_ms", "at"],
        ["record-tab-switch"] = ["student_id", "exam_id", "count", "client_event_id", "age_ms", "at"],
        ["proctoring/analyze-frame"] = ["frame_data", "exam_id"],
    };

    static readonly Dictionary<string, string[]> ResourcePosts = new()
    {
        ["v1/webhooks"] = ["url", "events"],
        ["v1/webhooks/1/secret"] = ["old_secret_hours"],
        ["v1/exam-batches"] = ["exams"],
        ["v1/exams/{exam_id}/cancellation"] = ["reason"],
        ["v1/exam-definitions"] = ["file_name", "format", "text", "file", "document", "exam_name", "title", "minutes", "policy", "dry_run"],
    };

    public static TheoryData<string> Paths { get; } = [.. Posts.Keys, .. Posts.Keys.Select(path => Resource(path)), .. ResourcePosts.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Bodies_of_nonsense_break_nothing(string path)
    {
        var random = new Random(Seed);
        using var api = await ApiClient.WithKeyAsync(fixture.App, [.. ApiScopes.All]);
        var (exam, _) = await api.StartAsync("fuzz");
        var fields =
            Posts.TryGetValue(path, out var known) || ResourcePosts.TryGetValue(path, out known)
                ? known
                : Posts.Single(entry => Resource(entry.Key) == path).Value;

        for (var round = 0; round < 120; round++)
        {
            var members = fields
                .Where(_ => random.Next(8) > 0)
                .Select(field => $"{JsonSerializer.Serialize(field)}:{Value(random, field, exam)}")
                .ToList();
            if (random.Next(4) == 0)
                members.Add($"{Text(random)}:{Value(random, "", exam)}");
            await CheckAsync(
                api,
                HttpMethod.Post,
                "api/" + path.Replace("{exam_id}", $"{exam}", StringComparison.Ordinal),
                Torn(random, $"{{{string.Join(',', members)}}}")
            );
        }
    }

    [Fact]
    public async Task Paths_and_verbs_of_nonsense_break_nothing()
    {
        var random = new Random(Seed);
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        string[] verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];
        string[] parts =
        [
            "api",
            "v1",
            "exams",
            "exam-result",
            "start-exam",
            "health",
            "%00",
            "%ff",
            "%F0%9F%A6%8A",
            "1",
            "-1",
            "2147483648",
            "1.5",
            "NaN",
            "rules",
            "report",
            "violations",
            ";",
            "%2F",
            "{exam_id}",
            new string('a', 2000),
        ];

        for (var round = 0; round < 200; round++)
        {
            var path = "api/" + string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)]));
            var query =
                random.Next(3) == 0
                    ? $"?page={parts[random.Next(parts.Length)]}&status={parts[random.Next(parts.Length)]}"
                        + $"&policy={parts[random.Next(parts.Length)]}"
                    : "";
            await CheckAsync(api, new HttpMethod(verbs[random.Next(verbs.Length)]), path + query, random.Next(2) == 0 ? null : "{}");
        }
    }

    static async Task CheckAsync(ApiClient api, HttpMethod method, string path, string? body)
    {
        ApiReply reply;
        try
        {
            reply = await api.SendAsync(method, path, body);
        }
        catch (JsonException)
        {
            Assert.Fail($"{method} {path}: the answer is not JSON");
            return;
        }

        var said = $"{method} {path} {(body is { Length: > 300 } ? body[..300] : body)} -> {(int)reply.Status} {reply.Text}";
        Assert.True((int)reply.Status is >= 200 and < 500, said);
        foreach (var trace in new[] { "   at ", "Exception", "System.", "Proctoring.Core" })
            Assert.DoesNotContain(trace, reply.Text, StringComparison.Ordinal);
        // A path with a zero byte never reaches the server.
        if ((int)reply.Status >= 400 && !path.Contains("%00", StringComparison.Ordinal))
            Assert.Equal((int)reply.Status, reply["status"].GetInt32());
    }

    static string Resource(string path) =>
        path switch
        {
            "register-student" => "v1/students",
            "verify-face" => "v1/verifications",
            "start-exam" => "v1/exams",
            "submit-exam" => "v1/exams/{exam_id}/submission",
            "record-violation" => "v1/exams/{exam_id}/violations",
            "record-tab-switch" => "v1/exams/{exam_id}/tab-switches",
            _ => "v1/frames",
        };

    /// <summary>Returns a value that may or may not fit.</summary>
    static string Value(Random random, string field, int exam) =>
        random.Next(16) switch
        {
            0 => "null",
            1 => "true",
            2 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
            3 => "-0",
            4 => "1e400",
            5 => "99999999999999999999999999",
            6 => "0.1",
            7 => "[]",
            8 => "{}",
            9 => $"[{Text(random)},null,[1]]",
            10 => $"{new string('[', random.Next(1, 400))}1{new string(']', random.Next(1, 400))}",
            11 => Text(random),
            12 => $"\"{new string('x', random.Next(100, 70_000))}\"",
            _ => Fitting(random, field, exam),
        };

    static string Fitting(Random random, string field, int exam) =>
        field switch
        {
            "photo_data" or "frame_data" or "image_data" => $"\"{Picture(random)}\"",
            "exam_id" => exam.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "total_questions" or "count" or "correct_answers" or "minutes" or "age_ms" => random
                .Next(-1, 12)
                .ToString(System.Globalization.CultureInfo.InvariantCulture),
            "event_type" => "\"tab_switch\"",
            "violations" => $"[{{\"type\":\"tab_switch\",\"objects\":{Text(random)},\"tab_switches\":{random.Next(-1, 3)},"
                + $"\"at\":\"0001-01-01T00:00:00Z\"}},{{\"type\":\"copy_attempt\",\"at\":\"9999-12-31T23:59:59+14:00\"}}]",
            "email" => $"\"{random.Next(50)}@example.org\"",
            "return_url" => "\"https://example.org/\"",
            "policy" => "\"strict\"",
            _ => Text(random),
        };

    /// <summary>Returns a JSON text with random content.</summary>
    static string Text(Random random)
    {
        string[] odd =
        [
            "\\u0000",
            "\\ud83d",
            "\\udc00\\ud83d",
            "🦊",
            "\u202e",
            "'; DROP TABLE \\\"Students\\\"; --",
            "<script>alert(1)</script>",
            "../../etc/passwd",
            "%s%n",
            "{{7*7}}",
            "\\n",
            "İ",
            "ﷺ",
            "a\\u0301",
            "",
        ];
        return $"\"{string.Concat(Enumerable.Range(0, random.Next(0, 5)).Select(_ => odd[random.Next(odd.Length)]))}\"";
    }

    static string Picture(Random random)
    {
        var bytes = random.Next(6) switch
        {
            0 => [],
            1 => TestFaces.Empty[..random.Next(TestFaces.Empty.Length)],
            2 => Encoded.Header((ushort)random.Next(65_536), (ushort)random.Next(65_536)),
            3 =>
            [
                0x89,
                (byte)'P',
                (byte)'N',
                (byte)'G',
                0x0D,
                0x0A,
                0x1A,
                0x0A,
                0,
                0,
                0,
                13,
                (byte)'I',
                (byte)'H',
                (byte)'D',
                (byte)'R',
                0xFF,
                0xFF,
                0xFF,
                0xFF,
                0,
                0,
                1,
                0,
                8,
                6,
                0,
                0,
                0,
            ],
            4 => Flipped(random),
            _ => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        };
        var text = Convert.ToBase64String(bytes);
        return random.Next(5) switch
        {
            0 => $"data:image/jpeg;base64,{text}",
            1 => $"data:image/jpeg;base64{text}",
            2 => $"data:,{text}",
            3 => text.Replace('A', '!'),
            _ => text,
        };
    }

    /// <summary>Returns a picture with some bytes changed: its header may be valid, its content is not.</summary>
    static byte[] Flipped(Random random)
    {
        var bytes = TestFaces.Empty.ToArray();
        for (var count = 0; count < 40; count++)
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(256);
        return bytes;
    }

    /// <summary>Sometimes truncates the body itself.</summary>
    static string Torn(Random random, string body) =>
        random.Next(10) switch
        {
            0 => body[..random.Next(body.Length)],
            1 => body + body,
            2 => body.Replace(':', ' '),
            _ => body,
        };
}

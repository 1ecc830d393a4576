using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Tests.Authoring;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests the creation of exams by calling systems: formats, mistakes, publication and versions.</summary>
public sealed class ExamDefinitionsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    const string Path = "api/v1/exam-definitions";

    const string Gift = """
        ::Capital:: Capital of France? {=Paris ~Lyon}

        ::Sum:: 2 + 2? {#4}
        """;

    static readonly string[] Scopes = [ApiScopes.Exams, ApiScopes.Results, ApiScopes.Definitions];

    public static TheoryData<string> Formats { get; } = ["json", "moodle", "qti", "gift", "csv"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_file_of_each_format_becomes_a_draft(string format)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, Scopes);
        var file = ExamExport.Write(DraftScene.Exam, FormatNames.Find(format)!.Value);
        var name = $"from-{format}-{Guid.NewGuid():N}";

        var created = await api.PostAsync(
            Path,
            new
            {
                file_name = file.Name,
                file = Convert.ToBase64String(file.Content),
                exam_name = name,
                title = $"From {format}",
            }
        );

        Assert.True(created.Status == HttpStatusCode.Created, created.Text);
        Assert.Equal((format, 0), (created["format"].GetString(), created["left_out"].GetInt32()));
        Assert.Equal(
            (name, "draft", created["accepted"].GetInt32()),
            (Of(created, "exam_name"), Of(created, "status"), created["exam"].GetProperty("questions").GetInt32())
        );
        Assert.True(created["accepted"].GetInt32() >= 8);
        var read = await api.GetAsync($"{Path}/{name}");
        Assert.Equal("proctoring-exam", read["document"].GetProperty("format").GetString());
    }

    [Fact]
    public async Task Mistakes_name_their_line_and_nothing_is_stored()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, Scopes);
        var name = $"wrong-{Guid.NewGuid():N}";
        var body = new
        {
            file_name = "capitals.gift",
            text = "::Good:: 1 + 1? {#2}\n\n::Bad:: Which one? {~Lyon ~Nice}\n",
            exam_name = name,
            title = "Capitals",
        };

        var refused = await api.PostAsync(Path, body);
        var partly = await api.PostAsync(
            Path,
            new
            {
                body.file_name,
                body.text,
                body.exam_name,
                body.title,
                leave_out_invalid = true,
                dry_run = true,
            }
        );
        var nothing = await api.PostAsync(Path, new { text = "::Bad::What? {~a ~b}", title = "Bad", leave_out_invalid = true });
        var json = await api.PostAsync(Path, new { text = "{\"format\":\n\"proctoring-exam\",,}", title = "Broken" });

        Assert.Equal((HttpStatusCode.BadRequest, "file_not_imported"), (refused.Status, refused["code"].GetString()));
        var mistake = Assert.Single(refused["mistakes"].EnumerateArray());
        Assert.Equal(
            ("capitals.gift", 3, "Bad"),
            (mistake.GetProperty("file").GetString(), mistake.GetProperty("line").GetInt32(), mistake.GetProperty("item").GetString())
        );
        Assert.Contains("capitals.gift, line 3, Bad: No choice is", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.OK, 1, 1, JsonValueKind.Null),
            (partly.Status, partly["accepted"].GetInt32(), partly["left_out"].GetInt32(), partly["exam"].ValueKind)
        );
        Assert.Contains("No choice is correct", Assert.Single(nothing["mistakes"].EnumerateArray()).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(json["mistakes"].EnumerateArray()).GetProperty("line").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"{Path}/{name}")).Status);
    }

    /// <summary>The entries after the first 200 were left out, and the list looked complete.</summary>
    [Fact]
    public async Task The_last_of_many_notices_says_how_many_are_not_listed()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, Scopes);
        var text = "2 + 2? {=4 ~5}\n\n" + string.Join("\n\n", Enumerable.Range(1, 205).Select(number => $"Text {number}."));

        var partly = await api.PostAsync(Path, new { text, format = "gift", title = "Long", leave_out_invalid = true, dry_run = true });
        var refused = await api.PostAsync(Path, new { text, format = "gift", title = "Long", dry_run = true });

        Assert.Equal(205, partly["left_out"].GetInt32());
        foreach (var (list, what) in new[] { (partly["notices"], "notices"), (refused["mistakes"], "mistakes") })
        {
            Assert.Equal(200, list.GetArrayLength());
            Assert.Equal($"6 more {what} are not listed.", list[199].GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("""{"title":"T"}""", "Send the exam in one of text, file and document", "invalid_request")]
    [InlineData("""{"text":"a","document":{}}""", "Send the exam in one of text, file and document", "invalid_request")]
    [InlineData("""{"text":"a","format":"docx"}""", "format must be one of json, moodle, qti", "invalid_request")]
    [InlineData("""{"file":"%%%"}""", "file is not valid base64", "invalid_request")]
    [InlineData("""{"text":7}""", "text must be a string", "invalid_request")]
    [InlineData("""{"text":"a {T}","title":"T","minutes":0}""", "minutes must be from 1 to 1440", "invalid_request")]
    [InlineData("""{"text":"a {T}","title":"T","policy":"harsh"}""", "policy", "file_not_imported")]
    [InlineData("""{"text":"a {T}","title":"T","exam_name":"Not a name"}""", "exam_name", "file_not_imported")]
    [InlineData("""{"document":{"format":"other"}}""", "This is not an exam of this product", "file_not_imported")]
    public async Task A_wrong_field_is_named(string body, string detail, string code)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, Scopes);

        var refused = await api.SendAsync(HttpMethod.Post, Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.Status, refused["code"].GetString()));
        Assert.Contains(detail, refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exam_is_published_taken_replaced_and_withdrawn()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, Scopes);
        var name = $"capitals-{Guid.NewGuid():N}";
        var start = new
        {
            student_id = "s",
            exam_name = name,
            total_questions = 1,
            mode = "full",
        };
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await api.PostAsync(
                    Path,
                    new
                    {
                        text = Gift,
                        exam_name = name,
                        title = name,
                    }
                )
            ).Status
        );

        var draft = await api.PostAsync("api/start-exam/", start);
        var again = await api.PostAsync(
            Path,
            new
            {
                text = Gift,
                exam_name = name,
                title = name,
            }
        );
        var published = await StatusAsync(api, name, "open");
        var started = await api.PostAsync("api/start-exam/", start);
        var listed = await api.GetAsync(Path);
        var read = await api.GetAsync($"{Path}/{name}");
        var revision = read["exam"].GetProperty("revision").GetInt32();
        var stale = await PutAsync(api, name, new { text = "Capital of Italy? {=Rome ~Milan}", revision = revision - 1 });
        var replaced = await PutAsync(
            api,
            name,
            new
            {
                text = "Capital of Italy? {=Rome ~Milan}",
                revision,
                minutes = 7,
            }
        );
        var drafts = await StatusAsync(api, name, "draft");
        var withdrawn = await api.PostAsync("api/start-exam/", start);

        Assert.Equal(HttpStatusCode.BadRequest, draft.Status);
        Assert.Contains("is a draft; publish it first", draft.Error, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, "exam_name_taken"), (again.Status, again["code"].GetString()));
        Assert.Equal((HttpStatusCode.OK, "open"), (published.Status, published["status"].GetString()));
        Assert.Equal((HttpStatusCode.Created, 2), (started.Status, started["total_questions"].GetInt32()));
        Assert.Contains(listed["items"].EnumerateArray(), exam => exam.GetProperty("exam_name").GetString() == name);
        Assert.Equal(1, read["exam"].GetProperty("sessions").GetInt32());
        Assert.Equal((HttpStatusCode.Conflict, "exam_definition_changed"), (stale.Status, stale["code"].GetString()));
        Assert.True(replaced.Status == HttpStatusCode.OK, replaced.Text);
        Assert.Equal(
            (2, 1, 7, name),
            (
                replaced["exam"].GetProperty("version").GetInt32(),
                replaced["exam"].GetProperty("questions").GetInt32(),
                replaced["exam"].GetProperty("minutes").GetInt32(),
                Of(replaced, "title")
            )
        );
        Assert.Equal("draft", drafts["status"].GetString());
        Assert.Equal(HttpStatusCode.BadRequest, withdrawn.Status);
        Assert.Contains(
            (await api.GetAsync($"{Path}?status=draft"))["items"].EnumerateArray(),
            exam => exam.GetProperty("exam_name").GetString() == name
        );
        await using var db = await fixture
            .App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["exam_created", "exam_published", "exam_changed", "exam_withdrawn"],
            await db
                .AuditEntries.Where(entry => entry.ActorName == $"API key {api.Key!.Name}" && entry.Subject!.Contains(name))
                .OrderBy(entry => entry.At)
                .Select(entry => entry.Action)
                .ToListAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_test_key_checks_files_and_stores_none_and_other_keys_see_no_drafts()
    {
        using var test = await ApiClient.WithLimitsAsync(fixture.App, ApiKeyLimits.None with { IsTest = true }, Scopes);
        using var other = await ApiClient.WithKeyAsync(fixture.App);
        var name = $"test-{Guid.NewGuid():N}";

        var refused = await test.PostAsync(
            Path,
            new
            {
                text = Gift,
                exam_name = name,
                title = name,
            }
        );
        var tried = await test.PostAsync(
            Path,
            new
            {
                text = Gift,
                exam_name = name,
                title = name,
                dry_run = true,
            }
        );
        var drafts = await other.GetAsync($"{Path}?status=draft");

        Assert.Equal((HttpStatusCode.Forbidden, "not_allowed"), (refused.Status, refused["code"].GetString()));
        Assert.Equal((HttpStatusCode.OK, 2), (tried.Status, tried["accepted"].GetInt32()));
        Assert.Equal((HttpStatusCode.Forbidden, "missing_scope"), (drafts.Status, drafts["code"].GetString()));
    }

    static Task<ApiReply> PutAsync(ApiClient api, string name, object body) =>
        api.SendAsync(HttpMethod.Put, $"{Path}/{name}", JsonSerializer.Serialize(body));

    static Task<ApiReply> StatusAsync(ApiClient api, string name, string status) =>
        api.SendAsync(HttpMethod.Put, $"{Path}/{name}/status", JsonSerializer.Serialize(new { status }));

    static string Of(ApiReply reply, string member) => reply["exam"].GetProperty(member).GetString()!;
}

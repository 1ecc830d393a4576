using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Api;

/// <summary>Lists, creates, replaces and publishes the exams that are defined on this server.</summary>
internal static class ExamDefinitionsApi
{
    static readonly ApiRight Read = new(ApiScopes.Exams);
    static readonly ApiRight Write = new(ApiScopes.Definitions);

    public static void Map(ApiRoutes routes)
    {
        routes.Get(
            null,
            "exam-definitions",
            Read,
            new("The exams that are defined on this server", null, typeof(ExamDefinitionsData), 200, 400)
            {
                Queries =
                [
                    new("status", "Needs the scope \"definitions\". Without it, the exams that can be started now.", typeof(ExamStatus)),
                ],
            },
            ListAsync
        );
        routes.Get(
            null,
            "exam-definitions/{exam_name}",
            Write,
            new("An exam that is defined on this server, with its questions", null, typeof(DefinedExamData), 200, 404)
            {
                Codes = [ErrorCodes.DefinitionNotFound],
            },
            FindAsync
        );
        routes.Post(
            null,
            "exam-definitions",
            Write,
            new("Create an exam from a file, as a draft", typeof(DefineExamBody), typeof(DefinitionAnswer), 200, 201, 400, 403, 409)
            {
                Codes = [ErrorCodes.FileNotImported, ErrorCodes.NameTaken],
            },
            CreateAsync
        );
        routes.Put(
            "exam-definitions/{exam_name}",
            Write,
            new("Replace the content of an exam", typeof(DefineExamBody), typeof(DefinitionAnswer), 200, 400, 403, 404, 409)
            {
                Example = """{"file_name":"capitals.gift","text":"Capital of France? {=Paris ~Lyon ~Nice}","revision":3}""",
                Codes = [ErrorCodes.FileNotImported, ErrorCodes.DefinitionNotFound, ErrorCodes.Changed, ErrorCodes.NameTaken],
            },
            ReplaceAsync
        );
        routes.Put(
            "exam-definitions/{exam_name}/status",
            Write,
            new("Publish, withdraw or archive an exam", typeof(ExamStatusBody), typeof(DefinitionData), 200, 400, 403, 404, 409)
            {
                Codes = [ErrorCodes.DefinitionNotFound, ErrorCodes.Changed],
            },
            SetStatusAsync
        );
    }

    static async Task<ApiAnswer> ListAsync(HttpContext context, ExamCatalog catalog)
    {
        var status = new ApiQuery(context.Request.Query).Name<ExamStatus>("status");
        if (status is not null && !context.Caller().Has(ApiScopes.Definitions))
            throw CallRefusedException.NotAllowed(
                $"status needs an API key with the scope \"{ApiScopes.Definitions}\"",
                ErrorCodes.MissingScope
            );
        var exams = status is { } wanted
            ? await catalog.ListAsync(wanted, context.RequestAborted)
            : await catalog.ListAsync(context.RequestAborted);
        return ApiAnswer.Ok("Exam definitions", new ExamDefinitionsData([.. exams.Select(ExamDefinitionData.Of)]));
    }

    static async Task<ApiAnswer> FindAsync(HttpContext context, ExamDefinitions definitions)
    {
        var exam = await definitions.FindAsync(context.Caller(), NameOf(context), context.RequestAborted);
        return ApiAnswer.Ok(
            "Exam definition",
            new DefinedExamData(
                DefinitionData.Of(exam),
                JsonSerializer.Deserialize<JsonElement>(ExamExport.Write(exam.Content, ImportFormat.Json).Content)
            )
        );
    }

    static async Task<ApiAnswer> CreateAsync(HttpContext context, ExamDefinitions definitions)
    {
        var body = await context.ReadBodyAsync<DefineExamBody>(ApiBody.File);
        var file = FileOf(body);
        if (body.DryRun)
            return ApiAnswer.Ok("Nothing was stored", DefinitionAnswer.Of(definitions.Check(file)));
        var defined = await definitions.CreateAsync(context.Caller(), file, context.RequestAborted);
        return ApiAnswer.Created("Exam created as a draft", DefinitionAnswer.Of(defined));
    }

    static async Task<ApiAnswer> ReplaceAsync(HttpContext context, ExamDefinitions definitions)
    {
        var body = await context.ReadBodyAsync<DefineExamBody>(ApiBody.File);
        var file = FileOf(body);
        if (body.DryRun)
            return ApiAnswer.Ok("Nothing was stored", DefinitionAnswer.Of(definitions.Check(file)));
        if (body.Revision is not { } revision)
            throw CallRefusedException.Field("revision", "is required; read the exam first");
        var defined = await definitions.ReplaceAsync(context.Caller(), NameOf(context), revision, file, context.RequestAborted);
        return ApiAnswer.Ok("Exam replaced", DefinitionAnswer.Of(defined));
    }

    static async Task<ApiAnswer> SetStatusAsync(HttpContext context, ExamDefinitions definitions)
    {
        var body = await context.ReadBodyAsync<ExamStatusBody>(ApiBody.Small);
        var exam = await definitions.SetStatusAsync(context.Caller(), NameOf(context), body.Status!.Value, context.RequestAborted);
        return ApiAnswer.Ok("Status set", DefinitionData.Of(exam));
    }

    static string NameOf(HttpContext context) => (string)context.Request.RouteValues["exam_name"]!;

    static DefinitionFile FileOf(DefineExamBody body)
    {
        var format = FormatNames.Find(body.Format);
        if (!string.IsNullOrWhiteSpace(body.Format) && format is null)
            throw CallRefusedException.Field("format", $"must be one of {string.Join(", ", FormatNames.Ids)}");
        var given = new[] { body.Text?.Bytes, body.File?.Bytes, DocumentOf(body) }.OfType<byte[]>().ToList();
        if (given is not [var bytes])
            throw CallRefusedException.Invalid("Send the exam in one of text, file and document");
        return new DefinitionFile
        {
            Name = Given(body.FileName) ?? (body.Document is null ? "file" : "document"),
            Bytes = bytes,
            Format = body.Document is null ? format : ImportFormat.Json,
            ExamName = Given(body.ExamName),
            Title = Given(body.Title),
            Description = body.Description,
            Language = Given(body.Language),
            Minutes = body.Minutes,
            Policy = Given(body.Policy),
            LeavesOut = body.LeaveOutInvalid,
        };
    }

    static byte[]? DocumentOf(DefineExamBody body) => body.Document is { } document ? Encoding.UTF8.GetBytes(document.GetRawText()) : null;

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>The body that creates or replaces an exam. The exam is in one of text, file and document.</summary>
internal sealed record DefineExamBody
{
    /// <summary>The name of the file, for the mistakes and to recognise the format.</summary>
    [MaxLength(200)]
    public string? FileName { get; init; }

    /// <summary>The format: json, moodle, qti, gift, csv or aiken. Recognised by default.</summary>
    [MaxLength(20), AllowedValues("json", "moodle", "qti", "gift", "csv", "aiken")]
    public string? Format { get; init; }

    public FileText? Text { get; init; }

    public FileData? File { get; init; }

    /// <summary>The exam in the JSON of this product, as export-exam writes it.</summary>
    public JsonElement? Document { get; init; }

    /// <summary>The unique name for start-exam; by default the file's own, or made of the title.</summary>
    [MaxLength(100)]
    public string? ExamName { get; init; }

    [MaxLength(200)]
    public string? Title { get; init; }

    /// <summary>Markdown.</summary>
    [MaxLength(2000), DataType(DataType.MultilineText)]
    public string? Description { get; init; }

    /// <summary>A tag of BCP 47.</summary>
    [MaxLength(35)]
    public string? Language { get; init; }

    [Range(1, 1440)]
    public int? Minutes { get; init; }

    [MaxLength(64)]
    public string? Policy { get; init; }

    /// <summary>Whether questions that cannot be stored are left out; otherwise one of them refuses the file.</summary>
    public bool LeaveOutInvalid { get; init; }

    /// <summary>Whether the file is only checked.</summary>
    public bool DryRun { get; init; }

    /// <summary>The revision that a replacement is based on.</summary>
    public int? Revision { get; init; }
}

/// <summary>The body that sets a status.</summary>
internal sealed record ExamStatusBody
{
    [Required]
    public ExamStatus? Status { get; init; }
}

/// <summary>The exams of this server.</summary>
internal sealed record ExamDefinitionsData(IReadOnlyList<ExamDefinitionData> Items);

/// <summary>An exam that is defined on this server.</summary>
/// <param name="ExamName">Its unique name for start-exam.</param>
/// <param name="Title">Its title, which start-exam accepts as well.</param>
/// <param name="Description">A few words.</param>
/// <param name="Language">Its language, as a tag of BCP 47; empty if unknown.</param>
/// <param name="TotalQuestions">The number of its questions.</param>
/// <param name="Minutes">Its time limit.</param>
internal sealed record ExamDefinitionData(
    string ExamName,
    string Title,
    string Description,
    string Language,
    int TotalQuestions,
    int Minutes
)
{
    public static ExamDefinitionData Of(ExamView exam) =>
        new(exam.Slug, exam.Title, exam.Description, exam.Language, exam.Questions, exam.Minutes);
}

/// <summary>An exam as its authors see it.</summary>
/// <param name="ExamName">Its unique name for start-exam.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Whether candidates can take it.</param>
/// <param name="Version">The version of its questions, from 1.</param>
/// <param name="Revision">Counts its changes; a replacement names the revision that it is based on.</param>
/// <param name="Questions">The number of its questions, of which a session may show fewer.</param>
/// <param name="Minutes">Its time limit.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Sessions">How many sessions were opened, of all versions.</param>
internal sealed record DefinitionData(
    string ExamName,
    string Title,
    ExamStatus Status,
    int Version,
    int Revision,
    int Questions,
    int Minutes,
    string Policy,
    int Sessions
)
{
    public static DefinitionData Of(StoredExam exam) =>
        new(
            exam.Content.Slug,
            exam.Content.Title,
            exam.Status,
            exam.Version,
            exam.Revision,
            exam.Content.Questions.Count,
            exam.Content.Minutes,
            exam.Content.Policy,
            exam.Sessions
        );
}

/// <summary>An exam with its questions.</summary>
/// <param name="Exam">The exam.</param>
/// <param name="Document">The exam in the JSON of this product; a replacement accepts it.</param>
internal sealed record DefinedExamData(DefinitionData Exam, JsonElement Document);

/// <summary>The answer to a file.</summary>
/// <param name="Exam">The stored exam; null after a dry run.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Accepted">The number of its questions that can be stored.</param>
/// <param name="LeftOut">The number of questions that were left out.</param>
/// <param name="Notices">What was left out, and the differences between the file and the exam.</param>
internal sealed record DefinitionAnswer(DefinitionData? Exam, string Format, int Accepted, int LeftOut, IReadOnlyList<FileMistake> Notices)
{
    public static DefinitionAnswer Of(DefinedExam defined) =>
        new(
            defined.Stored is { } exam ? DefinitionData.Of(exam) : null,
            FormatNames.IdOf(defined.Format),
            defined.Content.Questions.Count,
            defined.Rejected,
            defined.Notices
        );
}

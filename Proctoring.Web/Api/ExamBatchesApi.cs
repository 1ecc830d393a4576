using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>Starts the exams of many candidates in one call.</summary>
internal sealed partial class ExamBatchesApi(ExamStarts starts, EmbedLinks embeds, ApiLinks links, ILogger<ExamBatchesApi> log)
{
    const int Most = 100;

    static readonly ApiRight Right = new(ApiScopes.Exams);

    public static void Map(ApiRoutes routes) =>
        routes.Post(
            null,
            "exam-batches",
            Right,
            new("Start up to 100 exams; needs an Idempotency-Key", typeof(ExamBatchBody), typeof(ExamBatchData), 200, 400, 409)
            {
                Codes = [ErrorCodes.IdempotencyKeyRequired],
                NeedsIdempotencyKey = true,
            },
            (HttpContext context, ExamBatchesApi batches) => batches.StartAsync(context)
        );

    async Task<ApiAnswer> StartAsync(HttpContext context)
    {
        // Without one, a repeated call would start every exam once more.
        if (context.Features.Get<IdempotentCall>() is not { } call)
            throw new CallRefusedException(
                CallRefusal.Invalid,
                $"The header {IdempotentCalls.Header} is required: a repeated call then starts no exam twice",
                ErrorCodes.IdempotencyKeyRequired
            );
        var body = await context.ReadBodyAsync<ExamBatchEntries>(ApiBody.Batch);
        if (body.Exams!.Count is 0 or > Most)
            throw CallRefusedException.Field("exams", string.Create(CultureInfo.InvariantCulture, $"must have 1 to {Most} entries"));
        List<ExamBatchItem> items = [];
        foreach (var (index, entry) in body.Exams.Index())
            items.Add(await StartAsync(context, call, index, entry));
        // The same call, once more, tries again what the server could not do; the others are not started twice.
        if (items.Exists(IsTransient))
            await call.ReleaseAsync();
        return ApiAnswer.Ok("Exams started", new ExamBatchData(items.Count(item => item.Exam is not null), items));
    }

    /// <summary>Whether an entry failed for a reason that passes: the server could not store it, or an earlier call, which a stop of its
    /// server interrupted, still has it.</summary>
    static bool IsTransient(ExamBatchItem item) =>
        item.Status >= StatusCodes.Status500InternalServerError || item.Error?.Code == ErrorCodes.CallUnderWay;

    /// <summary>Starts one exam. A failure concerns only this entry: the others must not start again.</summary>
    async Task<ExamBatchItem> StartAsync(HttpContext context, IdempotentCall call, int index, JsonElement entry)
    {
        try
        {
            return new ExamBatchItem(index, StatusCodes.Status201Created, await StartOnceAsync(context, call, index, entry), null);
        }
        catch (CallRefusedException refused)
        {
            return Failed(index, ApiFailures.StatusOf(refused.Refusal), refused.Code, refused.Message, refused.Fields);
        }
        catch (ValidationException mistake)
        {
            return Failed(
                index,
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                mistake.Message,
                CallRefusedException.FieldsOf(mistake)
            );
        }
        catch (Exception cause) when (StorageFailure.IsUnavailable(cause))
        {
            LogNotStarted(cause, index);
            return Failed(
                index,
                StatusCodes.Status503ServiceUnavailable,
                ErrorCodes.Unavailable,
                "The server can't store data at the moment"
            );
        }
        catch (Exception cause)
        {
            LogNotStarted(cause, index);
            return Failed(
                index,
                StatusCodes.Status500InternalServerError,
                ErrorCodes.Internal,
                "Something broke on the server; its log has more under the X-Request-Id of this call"
            );
        }
    }

    /// <summary>Starts an exam, unless an interrupted call with the same key did.</summary>
    async Task<StartedData> StartOnceAsync(HttpContext context, IdempotentCall call, int index, JsonElement entry)
    {
        var (claimed, earlier) = await call.ClaimPartAsync(index, entry);
        if (earlier is not null)
            return JsonSerializer.Deserialize<StartedData>(earlier.Body, ApiJson.Options)!;
        try
        {
            var exam = await ExamsApi.StartOneAsync(context, ApiBody.ReadPart<StartExamBody>(entry), starts, embeds, links);
            var answer = JsonSerializer.SerializeToUtf8Bytes(exam, ApiJson.Options);
            await call.CompletePartAsync(claimed!, StatusCodes.Status201Created, answer);
            return exam;
        }
        catch
        {
            await call.ReleasePartAsync(claimed!);
            throw;
        }
    }

    static ExamBatchItem Failed(int index, int status, string code, string message, IReadOnlyList<FieldMistake>? fields = null) =>
        new(index, status, null, new ExamBatchError(code, message, ApiFailures.ErrorsOf(fields ?? [])));

    [LoggerMessage(LogLevel.Error, "Exam {Index} of a batch could not be started; the others continue")]
    partial void LogNotStarted(Exception cause, int index);
}

/// <summary>The body that starts several exams.</summary>
/// <param name="Exams">One to 100 bodies of start-exam.</param>
internal sealed record ExamBatchBody(IReadOnlyList<StartExamBody> Exams);

/// <summary>The same body as it is read: a mistake in one entry refuses that entry only.</summary>
internal sealed record ExamBatchEntries
{
    [Required]
    public IReadOnlyList<JsonElement>? Exams { get; init; }
}

/// <summary>The result of several exams.</summary>
/// <param name="Started">How many were started.</param>
/// <param name="Items">One for each entry, in its order.</param>
internal sealed record ExamBatchData(int Started, IReadOnlyList<ExamBatchItem> Items);

/// <summary>The result of one entry.</summary>
/// <param name="Index">The position of the entry, from 0.</param>
/// <param name="Status">The HTTP status that start-exam would have.</param>
/// <param name="Exam">The started exam; null after a failure.</param>
/// <param name="Error">Why it was not started; null if it was.</param>
internal sealed record ExamBatchItem(int Index, int Status, StartedData? Exam, ExamBatchError? Error);

/// <summary>The reason of a failure.</summary>
/// <param name="Code">One of the error codes.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Errors">The fields that the sentence names, each with what is wrong with it; null if it names none.</param>
internal sealed record ExamBatchError(
    [property: KnownValues(KnownValueSet.ErrorCodes)] string Code,
    string Detail,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null
);

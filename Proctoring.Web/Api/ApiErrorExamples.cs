using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>The errors of an operation in the OpenAPI document: one example for each error code.</summary>
internal static class ApiErrorExamples
{
    /// <summary>The statuses of each error code, and an example of its sentence.</summary>
    static readonly Dictionary<string, (int[] Statuses, string Sentence)> Errors = new()
    {
        [ErrorCodes.InvalidRequest] = ([400], "exam_name is required; total_questions must be from 1 to 1000"),
        [ErrorCodes.IdempotencyKeyRequired] = ([400], "The header Idempotency-Key is required: a repeated call then starts no exam twice"),
        [ErrorCodes.FileNotImported] = ([400], "The file has mistakes, so nothing was stored"),
        [ErrorCodes.NotAuthenticated] = ([401], "An API key is needed, in the header X-Api-Key"),
        [ErrorCodes.InvalidCredentials] = ([401], "Invalid credentials"),
        [ErrorCodes.FaceMismatch] = ([401], "Face does not match"),
        [ErrorCodes.FaceUnconfirmed] = ([401], "The face could not be confirmed"),
        [ErrorCodes.MissingScope] = ([403], "This needs an API key with another scope"),
        [ErrorCodes.NotAllowed] = ([403], "A session token does not allow this; an API key is needed"),
        [ErrorCodes.OriginNotAllowed] = ([403], "Pages of this origin may not call"),
        [ErrorCodes.NotFound] = ([404], "There is no such webhook"),
        [ErrorCodes.ExamNotFound] = ([404], "There is no exam 10"),
        [ErrorCodes.NoExamUnderWay] = ([404], "There is no exam under way"),
        [ErrorCodes.StudentNotFound] = ([404], "There is no such student"),
        [ErrorCodes.DefinitionNotFound] = ([404], "There is no exam \"capitals\""),
        [ErrorCodes.UnknownPath] = ([404], "There is no path /api/nowhere"),
        [ErrorCodes.MethodNotAllowed] = ([405], "GET is not allowed here; POST is"),
        [ErrorCodes.Timeout] = ([408], "The request could not be read"),
        [ErrorCodes.Conflict] = ([409], "The call contradicts the stored state"),
        [ErrorCodes.AlreadySubmitted] = ([409], "Exam 10 was submitted with another result"),
        [ErrorCodes.ExamUnderWay] = ([404, 409], "This exam has not ended yet"),
        [ErrorCodes.LegalHold] = ([409], "A legal hold forbids the erasure of this student"),
        [ErrorCodes.ExamBegun] = ([409], "Exam 10 has begun and cannot be cancelled; submit it instead"),
        [ErrorCodes.ExamNotOpen] = ([409], "Exam 10 opens at 2026-12-01T09:00:00Z; a cancellation ends it before"),
        [ErrorCodes.ExamEnded] = ([409], "Exam 10 has ended"),
        [ErrorCodes.EmailRegistered] = ([409], "email already registered"),
        [ErrorCodes.StudentRegistered] = ([409], "student_id already registered"),
        [ErrorCodes.NameTaken] = ([409], "There is already an exam \"capitals\""),
        [ErrorCodes.Changed] = ([409], "The exam was changed in the meantime; read it again"),
        [ErrorCodes.IdempotencyKeyReused] = ([409], "This Idempotency-Key belongs to another call"),
        [ErrorCodes.CallUnderWay] = ([409], "The first call with this Idempotency-Key is still under way"),
        [ErrorCodes.TooLarge] = ([413], "The body is too large"),
        [ErrorCodes.RateLimited] = ([429], "Too many calls; try again in 12 s"),
        [ErrorCodes.ExamFull] = ([429], "This exam already has 5000 events"),
        [ErrorCodes.Internal] = ([500], "Something broke on the server; its log has more under the trace_id"),
        [ErrorCodes.Unavailable] = ([503], "The server can't read or store data at the moment, and this call was not confirmed"),
    };

    /// <summary>The statuses of an error code.</summary>
    public static IReadOnlyList<int> StatusesOf(string code) => Errors[code].Statuses;

    /// <summary>The error codes of an operation with a status.</summary>
    /// <param name="own">The operation's own codes.</param>
    /// <param name="status">The status.</param>
    /// <param name="repeatable">Whether the operation accepts an Idempotency-Key.</param>
    public static IReadOnlyList<string> CodesOf(IReadOnlyList<string> own, int status, bool repeatable)
    {
        IEnumerable<string> shared = status switch
        {
            400 => [ErrorCodes.InvalidRequest],
            401 => [ErrorCodes.NotAuthenticated],
            403 => [ErrorCodes.MissingScope, ErrorCodes.NotAllowed, ErrorCodes.OriginNotAllowed],
            404 => own.Any(code => StatusesOf(code).Contains(404)) ? [] : [ErrorCodes.NotFound],
            409 => repeatable ? [ErrorCodes.Conflict, ErrorCodes.IdempotencyKeyReused, ErrorCodes.CallUnderWay] : [ErrorCodes.Conflict],
            _ => [ErrorCodes.Of(status)],
        };
        return [.. own.Where(code => StatusesOf(code).Contains(status)).Concat(shared).Distinct()];
    }

    /// <summary>Examples of errors, by their codes. Each is in the document once.</summary>
    public static Dictionary<string, IOpenApiExample> Of(IEnumerable<string> codes, int status, bool problem, OpenApiDocument document)
    {
        var examples = (document.Components ??= new()).Examples ??= new Dictionary<string, IOpenApiExample>();
        Dictionary<string, IOpenApiExample> found = [];
        foreach (var code in codes)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{(problem ? "problem" : "failure")}-{status}-{code}");
            examples.TryAdd(name, new OpenApiExample { Value = Body(code, status, problem) });
            found.Add(code, new OpenApiExampleReference(name, document));
        }

        return found;
    }

    static JsonObject Body(string code, int status, bool problem)
    {
        var sentence = Errors[code].Sentence;
        var body = problem
            ? new JsonObject
            {
                ["type"] = "about:blank",
                ["title"] = ReasonPhrases.GetReasonPhrase(status),
                ["status"] = status,
                ["detail"] = sentence,
                ["code"] = code,
            }
            : new JsonObject
            {
                ["success"] = false,
                ["error"] = sentence,
                ["status"] = status,
                ["code"] = code,
            };
        if (code == ErrorCodes.InvalidRequest)
            body["errors"] = new JsonObject
            {
                ["exam_name"] = new JsonArray("is required"),
                ["total_questions"] = new JsonArray("must be from 1 to 1000"),
            };
        if (code == ErrorCodes.Internal)
            body["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736";
        return body;
    }
}

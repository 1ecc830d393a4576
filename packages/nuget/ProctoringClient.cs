using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Polly.Timeout;

namespace JobGenie.Proctoring.Client;

/// <summary>Calls a proctoring server with an API key or access tokens. Register it with
/// <see cref="ProctoringRegistration.AddProctoringClient"/>.</summary>
/// <remarks>Every method throws <see cref="ProctoringException"/> if the server refuses the call, and
/// <see cref="HttpRequestException"/> or <see cref="TimeoutException"/> if the server cannot be reached.</remarks>
public sealed class ProctoringClient(HttpClient http)
{
    const string IdempotencyKey = "Idempotency-Key";
    const int PageSize = 200;

    /// <summary>Starts an exam.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="idempotencyKey">One value for each attempt of a student, which you store: then a repeated call starts no second
    /// exam, even after a restart of your program. Without it, only the retries of this call are safe.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<StartedExam> StartExamAsync(ExamStart exam, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        SendAsync<StartedExam>(HttpMethod.Post, "exams", exam, idempotencyKey, cancellation);

    /// <summary>Ends an exam with its result. The same result again returns the same answer; another one throws
    /// <see cref="ProctoringErrors.AlreadySubmitted"/>.</summary>
    public Task<SubmittedExam> SubmitResultAsync(int examId, int correctAnswers, CancellationToken cancellation = default) =>
        SendAsync<SubmittedExam>(
            HttpMethod.Post,
            $"exams/{Number(examId)}/submission",
            new Dictionary<string, int> { ["correct_answers"] = correctAnswers },
            null,
            cancellation
        );

    /// <summary>Cancels an exam that has not begun.</summary>
    public Task<Exam> CancelExamAsync(int examId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync<Exam>(
            HttpMethod.Post,
            $"exams/{Number(examId)}/cancellation",
            new Dictionary<string, string?> { ["reason"] = reason },
            null,
            cancellation
        );

    /// <summary>Reads an exam with its result and its review.</summary>
    public Task<Exam> GetExamAsync(int examId, CancellationToken cancellation = default) =>
        SendAsync<Exam>(HttpMethod.Get, $"exams/{Number(examId)}", null, null, cancellation);

    /// <summary>Reads exams page by page, newest first.</summary>
    public IAsyncEnumerable<Exam> ListExamsAsync(ExamFilter? filter = null, CancellationToken cancellation = default) =>
        ListAsync<Exam>(
            "exams",
            new()
            {
                ["status"] = filter?.Status,
                ["student_id"] = filter?.StudentId,
                ["exam_name"] = filter?.ExamName,
                ["verdict"] = filter?.Verdict,
                ["reviewed"] = filter?.Reviewed is { } reviewed ? (reviewed ? "true" : "false") : null,
                ["updated_since"] = filter?.UpdatedSince?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            },
            cancellation
        );

    /// <summary>Reads the flags of an exam in the order of time.</summary>
    public IAsyncEnumerable<Violation> ListViolationsAsync(int examId, CancellationToken cancellation = default) =>
        ListAsync<Violation>($"exams/{Number(examId)}/violations", [], cancellation);

    /// <summary>Reads the answers to the questions of an exam of the server, with their points; empty if the questions are
    /// yours.</summary>
    public async Task<IReadOnlyList<Answer>> ListAnswersAsync(int examId, CancellationToken cancellation = default) =>
        (
            await SendAsync<Page<Answer>>(HttpMethod.Get, $"exams/{Number(examId)}/answers", null, null, cancellation).ConfigureAwait(false)
        ).Items;

    /// <summary>Reports an event of an exam under way.</summary>
    public Task<StoredEvent> ReportEventAsync(int examId, ReportedEvent reported, CancellationToken cancellation = default) =>
        SendAsync<StoredEvent>(HttpMethod.Post, $"exams/{Number(examId)}/violations", reported, null, cancellation);

    /// <summary>Registers a person with their face.</summary>
    public Task<RegisteredStudent> RegisterStudentAsync(StudentRegistration student, CancellationToken cancellation = default) =>
        SendAsync<RegisteredStudent>(
            HttpMethod.Post,
            "students",
            new Dictionary<string, string?>
            {
                ["name"] = student.Name,
                ["email"] = student.Email,
                ["password"] = student.Password,
                ["photo_data"] = Convert.ToBase64String(student.Photo.Span),
                ["student_id"] = student.StudentId,
                ["address"] = student.Address,
                ["photo_approved_by"] = student.PhotoApprovedBy,
            },
            null,
            cancellation
        );

    /// <summary>Compares a photo with the enrolled face of a student.</summary>
    /// <param name="studentId">Your own id of the student.</param>
    /// <param name="photo">A JPEG, PNG or WebP.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<VerifiedFace> VerifyFaceAsync(string studentId, ReadOnlyMemory<byte> photo, CancellationToken cancellation = default) =>
        SendAsync<VerifiedFace>(
            HttpMethod.Post,
            "verifications",
            new Dictionary<string, string> { ["student_id"] = studentId, ["photo_data"] = Convert.ToBase64String(photo.Span) },
            null,
            cancellation
        );

    /// <summary>Erases the personal data of a student.</summary>
    /// <param name="studentNumber">The server's number of the student.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<ErasureReceipt> EraseStudentAsync(int studentNumber, CancellationToken cancellation = default) =>
        SendAsync<ErasureReceipt>(HttpMethod.Delete, $"students/{Number(studentNumber)}", null, null, cancellation);

    /// <summary>Creates a webhook.</summary>
    /// <param name="url">The address that receives the messages; https and public.</param>
    /// <param name="events">The events to receive; all by default.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<CreatedWebhook> CreateWebhookAsync(
        Uri url,
        IReadOnlyList<string>? events = null,
        CancellationToken cancellation = default
    ) =>
        SendAsync<CreatedWebhook>(
            HttpMethod.Post,
            "webhooks",
            new Dictionary<string, object?> { ["url"] = url.AbsoluteUri, ["events"] = events },
            null,
            cancellation
        );

    /// <summary>Reads the webhooks of your system, oldest first.</summary>
    public async Task<IReadOnlyList<Webhook>> ListWebhooksAsync(CancellationToken cancellation = default) =>
        (await SendAsync<Page<Webhook>>(HttpMethod.Get, "webhooks", null, null, cancellation).ConfigureAwait(false)).Items;

    /// <summary>Gives a webhook a new secret.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="oldSecretHours">How long messages are signed with the old secret as well, 0–168 hours; 24 by default. 0 if others
    /// know the old secret.</param>
    /// <param name="cancellation">Stops the call.</param>
    public Task<ReplacedSecret> ReplaceWebhookSecretAsync(
        Guid webhookId,
        int? oldSecretHours = null,
        CancellationToken cancellation = default
    ) =>
        SendAsync<ReplacedSecret>(
            HttpMethod.Post,
            $"webhooks/{webhookId:D}/secret",
            new Dictionary<string, int?> { ["old_secret_hours"] = oldSecretHours },
            null,
            cancellation
        );

    /// <summary>Deletes a webhook.</summary>
    public async Task DeleteWebhookAsync(Guid webhookId, CancellationToken cancellation = default) =>
        await SendAsync<JsonElement>(HttpMethod.Delete, $"webhooks/{webhookId:D}", null, null, cancellation).ConfigureAwait(false);

    async IAsyncEnumerable<T> ListAsync<T>(
        string path,
        Dictionary<string, string?> filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var query = string.Concat(
            filter.Where(part => part.Value is not null).Select(part => $"&{part.Key}={Uri.EscapeDataString(part.Value!)}")
        );
        for (var number = 1; ; number++)
        {
            var address = $"{path}?page={Number(number)}&page_size={Number(PageSize)}{query}";
            var page = await SendAsync<Page<T>>(HttpMethod.Get, address, null, null, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
                yield return item;
            if (page.Items.Count < PageSize)
                yield break;
        }
    }

    async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, string? idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/{path}");
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: ProctoringJson.Options);
        // Every attempt sends the same message, and so the same key: the server answers a repeated call with the first answer.
        if (method == HttpMethod.Post)
            request.Headers.Add(IdempotencyKey, idempotencyKey ?? Guid.NewGuid().ToString());
        using var response = await SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw await FailedCall.ReadAsync(response, cancellation).ConfigureAwait(false);
        return await response.Content.ReadFromJsonAsync<T>(ProctoringJson.Options, cancellation).ConfigureAwait(false)
            ?? throw new JsonException("The server's answer is empty.");
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException late)
        {
            throw new TimeoutException("The proctoring server did not answer in time.", late);
        }
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    sealed record Page<T>(IReadOnlyList<T> Items);
}

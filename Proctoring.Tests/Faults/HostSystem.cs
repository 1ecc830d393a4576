using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>A calling system that runs one exam after another over the HTTP API. It repeats unacknowledged calls under the same id, even
/// after a restart of the server.</summary>
internal sealed class HostSystem(string name, string address, string key, Ledger ledger) : IDisposable
{
    const int EventsPerExam = 12;

    static readonly string Picture = Convert.ToBase64String(TestFaces.Candidate);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    readonly HttpClient http = Client(address, key);
    int exam;
    int events;
    int exams;

    /// <summary>Answers that are expected while the server or its database is away.</summary>
    public int Refused { get; private set; }

    /// <summary>Works until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StepAsync();
                await Task.Delay(Pause, stop);
            }
            catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException or IOException)
            {
                // The server is unavailable. The next step sends the same again.
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    public void Dispose() => http.Dispose();

    static HttpClient Client(string address, string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    async Task StepAsync()
    {
        if (exam == 0)
            await StartAsync();
        else if (events < EventsPerExam)
            await ReportAsync();
        else
            await SubmitAsync();
    }

    async Task StartAsync()
    {
        var body = new
        {
            student_id = $"{name}-{exams % 5}",
            exam_name = "Interview",
            total_questions = 10,
        };
        if (await PostAsync("api/start-exam/", body, HttpStatusCode.Created) is not { } answer)
            return;
        (exam, events) = (answer.GetProperty("exam_id").GetInt32(), 0);
        exams++;
        ledger.Starts[exam] = true;
        ledger.Count(Acknowledged.Start);
    }

    async Task ReportAsync()
    {
        var id = $"{name}-{exam}-{events}";
        var pictured = events % 4 == 1;
        object body = pictured
            ? new
            {
                exam_id = exam,
                event_type = "object_detected",
                detected_objects = new[] { "cell phone" },
                image_data = Picture,
                client_event_id = id,
            }
            : new
            {
                exam_id = exam,
                event_type = "copy_attempt",
                client_event_id = id,
            };
        if (await PostAsync("api/record-violation/", body, HttpStatusCode.Created, HttpStatusCode.OK) is not { } answer)
            return;
        ledger.Events[id] = answer.GetProperty("event_id").GetGuid();
        if (pictured)
            ledger.Pictures[id] = true;
        events++;
        ledger.Count(pictured ? Acknowledged.Picture : Acknowledged.Event);
    }

    async Task SubmitAsync()
    {
        var correct = exam % 11;
        if (await PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = correct }, HttpStatusCode.OK) is null)
            return;
        ledger.Submissions[exam] = correct;
        exam = 0;
        ledger.Count(Acknowledged.Submission);
    }

    /// <summary>Sends a call; null if the server refuses it for now, as it may only with 503 and Retry-After.</summary>
    async Task<JsonElement?> PostAsync(string path, object body, params HttpStatusCode[] good)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        if (good.Contains(answer.StatusCode))
            return JsonDocument.Parse(text).RootElement;
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
            Refused++;
        else
            ledger.Surprises.Enqueue($"{path} was answered with {(int)answer.StatusCode}: {text}");
        await Task.Delay(200);
        return null;
    }
}

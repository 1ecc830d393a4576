using System.Text.Json;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Practice;
using Proctoring.Web.Requests;

namespace Proctoring.Web.SetupCheck;

/// <summary>The endpoints of the system check: the speed and the clock of the connection, guidance for the camera, and the practice run.
/// None of them stores anything.</summary>
internal static class SetupEndpoints
{
    const string Base = "/check-setup";

    /// <summary>The largest body: a camera picture, or the bytes that measure the connection.</summary>
    const int MostBytes = 512 * 1024;

    const int LongestDetail = 100;

    public static IServiceCollection AddSetupCheck(this IServiceCollection services) => services.AddSingleton<SetupKeys>();

    public static void MapSetupCheck(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Base).AddEndpointFilter(AdmitAsync);
        // Compiled at the start: the page measures the line by how long these take, also in the first check after a start.
        group.MapGet("/line", (TimeProvider time) => new LineAnswer(time.GetUtcNow().ToUnixTimeMilliseconds(), 0));
        group.MapPost("/line", MeasureAsync);
        group.MapDeferredPost("/look", LookAsync);
        group.MapDeferredPost("/practice/{run:guid}/frame", FrameAsync);
        group.MapDeferredPost("/practice/{run:guid}/sound", SoundAsync);
        group.MapDeferredPost("/practice/{run:guid}/signal", SignalAsync);
    }

    static ValueTask<object?> AdmitAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        call.HttpContext.Response.Headers.CacheControl = "no-store";
        return call.HttpContext.RequestServices.GetRequiredService<SetupKeys>().Admits(call.HttpContext.Request.Query["key"]) switch
        {
            null => ValueTask.FromResult<object?>(Results.NotFound()),
            false => ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status429TooManyRequests)),
            true => next(call),
        };
    }

    static async Task<IResult> MeasureAsync(HttpContext context, TimeProvider time) =>
        await BoundedBody.ReadAsync(context, MostBytes) is { } bytes
            ? Results.Json(new LineAnswer(time.GetUtcNow().ToUnixTimeMilliseconds(), bytes.Length))
            : Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

    static async Task<IResult> LookAsync(HttpContext context, CameraGuide guide)
    {
        if (await BoundedBody.ReadAsync(context, MostBytes) is not { } jpeg)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var look = await guide.LookAsync(jpeg, context.RequestAborted);
        return Results.Json(new LookAnswer(JsonNamingPolicy.SnakeCaseLower.ConvertName(look.Guidance.ToString()), look.Where));
    }

    static async Task<IResult> FrameAsync(Guid run, HttpContext context, PracticeRuns runs)
    {
        if (runs.Find(run) is not { } found)
            return Results.NotFound();
        if (await BoundedBody.ReadAsync(context, MostBytes) is not { } jpeg)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        return Results.Json(new { read = await runs.FrameAsync(found, jpeg, context.RequestAborted) });
    }

    static async Task<IResult> SoundAsync(Guid run, HttpContext context, PracticeRuns runs)
    {
        if (runs.Find(run) is not { } found)
            return Results.NotFound();
        if (await BoundedBody.ReadAsync(context, MostBytes) is not { } pcm)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        // Samples of two bytes.
        if (pcm.Length == 0 || pcm.Length % 2 != 0)
            return Results.BadRequest();
        await runs.SoundAsync(found, pcm, context.RequestAborted);
        return Results.NoContent();
    }

    static async Task<IResult> SignalAsync(Guid run, PracticeSignal signal, HttpContext context, PracticeRuns runs)
    {
        if (runs.Find(run) is not { } found)
            return Results.NotFound();
        if (signal.Act is not null && (!BrowserActs.All.Contains(signal.Act) || signal.Detail?.Length > LongestDetail))
            return Results.BadRequest();
        await runs.SignalAsync(
            found,
            new BrowserState(
                signal.TabHidden,
                signal.WindowFocused,
                signal.Fullscreen,
                CameraRunning: null,
                signal.SecondDisplay,
                signal.DevtoolsOpen
            ),
            signal.Act is null ? null : new BrowserAct(signal.Act, signal.Detail),
            context.RequestAborted
        );
        return Results.NoContent();
    }

    sealed record LineAnswer(long Now, int Bytes);

    sealed record LookAnswer(string Guidance, Box? Box);

    internal sealed record PracticeSignal(
        bool? TabHidden,
        bool? WindowFocused,
        bool? Fullscreen,
        bool? SecondDisplay,
        bool? DevtoolsOpen,
        string? Act,
        string? Detail
    );
}

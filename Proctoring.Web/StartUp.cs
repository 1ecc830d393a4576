using Microsoft.Extensions.Options;
using OpenCvSharp;
using Proctoring.Core;
using Proctoring.Core.Authoring;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Keys;
using Proctoring.Web.Embedding;
using Proctoring.Web.Nodes;
using Proctoring.Web.Requests;

namespace Proctoring.Web;

/// <summary>Checks and prepares everything before the first request: settings, native library, lock, database, keys, models. Each failure
/// is one clear sentence.</summary>
internal static class StartUp
{
    /// <summary>Checks the settings before the program is built.</summary>
    /// <returns>False if the program can't start; the reason is written.</returns>
    public static bool Check(IConfiguration configuration, IHostEnvironment environment, TextWriter errors)
    {
        var mistakes = SettingsCheck.Mistakes(configuration, environment.IsDevelopment());
        if (mistakes.Count > 0)
        {
            errors.WriteLine(
                $"The server did not start, because the settings have {(mistakes.Count == 1 ? "an error" : $"{mistakes.Count} errors")}:"
            );
            foreach (var mistake in mistakes)
                errors.WriteLine($"  {mistake}");
            return false;
        }

        return NativeLibraryLoads(errors);
    }

    /// <summary>Loads OpenCV's native library.</summary>
    /// <returns>False if it can't be loaded; the reason is written.</returns>
    public static bool NativeLibraryLoads(TextWriter errors)
    {
        try
        {
            Cv2.SetNumThreads(1);
            return true;
        }
        catch (Exception cause) when (cause is TypeInitializationException or DllNotFoundException or OpenCvSharpException)
        {
            errors.WriteLine(
                "OpenCV's native library could not be loaded. On Debian or Ubuntu, install GTK 3 (sudo apt-get install -y libgtk-3-0), "
                    + "or start with ./run.sh, which installs it."
            );
            return false;
        }
    }

    /// <summary>Takes the server's lock, prepares the storage and loads the models. Without models the server starts and offers exams
    /// without proctoring.</summary>
    /// <returns>False if the server can't start; the reason is written.</returns>
    public static async Task<bool> PrepareAsync(WebApplication app, TextWriter errors)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        if (!LogoLoads(app, errors) || !PathIsFree(app, errors))
            return false;
        try
        {
            var held = app.Services.GetRequiredService<ServerLock>();
            await held.AcquireAsync(stopping);
            await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(stopping);
            if (held.IsFirst && app.Services.GetService<DatabaseMembership>() is { } members)
                await members.ClearAsync(stopping);
            await app.Services.GetRequiredService<QuestionTypesExam>().SeedAsync(stopping);
            await held.CompleteSetupAsync(stopping);
        }
        catch (Exception cause) when (cause is ServerLockedException or KeysUnavailableException)
        {
            errors.WriteLine($"The server did not start. {cause.Message}");
            return false;
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            errors.WriteLine(
                "The server did not start: the database or the data folder could not be opened or updated. "
                    + $"{cause.GetBaseException().Message}"
            );
            return false;
        }

        // At the same time: both take a processor about as long.
        var sessions = app.Services.GetRequiredService<LiveSessionFactory>();
        var warming = Task.Run(() => sessions.WarmUpAsync(stopping), stopping);
        if (app.Services.GetRequiredService<ModelLoader>().Try() is { } problem)
            errors.WriteLine($"Proctoring is not available yet, only exams without it. The server keeps trying. {problem}");
        try
        {
            await warming;
        }
        catch (Exception cause) when (!stopping.IsCancellationRequested)
        {
            errors.WriteLine($"The first sessions after this start will open more slowly: {cause.GetBaseException().Message}");
        }

        return true;
    }

    static bool PathIsFree(WebApplication app, TextWriter errors)
    {
        var path = app.Services.GetRequiredService<IOptions<ProctoringOptions>>().Value.PathBase;
        if (!SitePath.IsTaken(path, ((IEndpointRouteBuilder)app).DataSources))
            return true;
        errors.WriteLine($"The server did not start. Proctoring:PathBase: \"{path}\" begins like an address of the site itself.");
        return false;
    }

    /// <summary>Reads the logo: a wrong one stops the start, not the first frame.</summary>
    static bool LogoLoads(WebApplication app, TextWriter errors)
    {
        try
        {
            _ = app.Services.GetRequiredService<Brands>();
            return true;
        }
        catch (InvalidDataException cause)
        {
            errors.WriteLine($"The server did not start. {cause.Message}");
            return false;
        }
    }

    /// <summary>Explains in a sentence why a server cannot start on this machine; null for a fault of the program, which needs its stack
    /// trace.</summary>
    public static string? Explain(Exception cause) =>
        cause switch
        {
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } inUse =>
                $"{inUse.Message} Another program listens there; choose another address with --urls.",
            InvalidDataException { InnerException: FormatException } broken =>
                $"A settings file is not valid JSON: {broken.GetBaseException().Message}",
            InvalidDataException { InnerException: System.Text.Json.JsonException } broken =>
                $"A settings file is not valid JSON: {broken.GetBaseException().Message}",
            _ => null,
        };
}

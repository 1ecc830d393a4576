using OpenCvSharp;
using Proctoring.Core;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Storage;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web;

/// <summary>What must hold before the first request: settings, the native library, the database, the models. Each failure is one clear sentence.</summary>
internal static class StartUp
{
    /// <summary>Checks what does not need the program built; false where it can't start.</summary>
    public static bool Check(IConfiguration configuration, IHostEnvironment environment, TextWriter errors)
    {
        var mistakes = SettingsCheck.Mistakes(configuration, environment.IsDevelopment());
        if (mistakes.Count > 0)
        {
            errors.WriteLine($"The settings have {(mistakes.Count == 1 ? "a mistake" : $"{mistakes.Count} mistakes")}; nothing was started.");
            foreach (var mistake in mistakes)
                errors.WriteLine($"  {mistake}");
            return false;
        }

        return NativeLibraryLoads(errors);
    }

    /// <summary>Says in one sentence where OpenCV's native part can't be loaded; false then.</summary>
    public static bool NativeLibraryLoads(TextWriter errors)
    {
        try
        {
            Cv2.SetNumThreads(1);
            return true;
        }
        catch (Exception cause) when (cause is TypeInitializationException or DllNotFoundException or OpenCvSharpException)
        {
            errors.WriteLine("OpenCV's native library could not be loaded: on Debian or Ubuntu install GTK 3 (sudo apt-get install -y libgtk-3-0), or start with ./run.sh, which does it.");
            return false;
        }
    }

    /// <summary>Brings the database up to date, and the models in place. Without models the product still serves, and says that it can't watch.</summary>
    public static async Task<bool> PrepareAsync(WebApplication app, TextWriter output, TextWriter errors)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(stopping);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            errors.WriteLine($"The database could not be opened or brought up to date: {cause.GetBaseException().Message}");
            return false;
        }

        if (await app.Services.GetRequiredService<ModelLoader>().TryAsync(new ProgressLines(output), stopping) is { } problem)
            errors.WriteLine($"Proctoring is not available yet, only quizzes without it; it is tried again: {problem}");
        await RestoreFontsAsync(app.Services, output, errors, stopping);
        return true;
    }

    /// <summary>The sentence for what keeps a server from starting for reasons of its surroundings; null for a mistake of ours, whose trace is wanted.</summary>
    public static string? Explain(Exception cause) => cause switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } inUse =>
            $"{inUse.Message} Another server runs there; choose another address with --urls.",
        InvalidDataException { InnerException: FormatException } broken => $"A settings file is not valid JSON: {broken.GetBaseException().Message}",
        InvalidDataException { InnerException: System.Text.Json.JsonException } broken => $"A settings file is not valid JSON: {broken.GetBaseException().Message}",
        _ => null,
    };

    /// <summary>Without the fonts only PDF reports are missing, and say so.</summary>
    static async Task RestoreFontsAsync(IServiceProvider services, TextWriter output, TextWriter errors, CancellationToken stopping)
    {
        if (!services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ProctoringOptions>>().Value.RestoreModelsAtStart)
            return;
        try
        {
            await services.GetRequiredService<FontStore>().RestoreAsync(new ProgressLines(output), stopping);
        }
        catch (ModelRestoreException cause)
        {
            errors.WriteLine($"PDF reports are not available, or lack some scripts: {cause.Message}");
        }
    }
}

/// <summary>Writes the progress of a restore as lines.</summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<ModelProgress>
{
    public void Report(ModelProgress value) => output.WriteLine($"[{value.Number}/{value.Count}] {value.Sentence}");
}

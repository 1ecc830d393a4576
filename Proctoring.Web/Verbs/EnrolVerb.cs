using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Verbs;

/// <summary>Enrols a student's face from a picture file.</summary>
internal static class EnrolVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        (args, var key) = StudentOwner.Split(args);
        if (args.Length is < 2 or > 3 || string.IsNullOrWhiteSpace(args[0]))
        {
            await Console.Error.WriteLineAsync("usage: enrol STUDENT_ID PICTURE [NAME] [--key NAME]");
            return 2;
        }

        if (!File.Exists(args[1]))
        {
            await Console.Error.WriteLineAsync($"There is no file {args[1]}.");
            return 1;
        }

        return await VerbHost.RunAsync(async services =>
        {
            var vision = services.GetRequiredService<VisionModels>();
            try
            {
                vision.Load();
            }
            catch (Exception cause)
            {
                await Console.Error.WriteLineAsync($"The models could not be loaded: {cause.GetBaseException().Message}");
                return 1;
            }

            if (await StudentOwner.FindAsync(services, key) is not { } owner)
                return 1;
            var result = await services
                .GetRequiredService<Enrolment>()
                .EnrolAsync(
                    owner,
                    args[0].Trim(),
                    args.ElementAtOrDefault(2),
                    await File.ReadAllBytesAsync(args[1]),
                    CancellationToken.None
                );
            if (result.Refusal is { } reason)
                await Console.Error.WriteLineAsync($"The face was not enrolled. {reason}");
            else
                Console.WriteLine($"{args[0]} is enrolled. The picture itself is not stored.");
            if (result.Turned)
                Console.WriteLine("The face lay on its side or upside down, so the picture was turned upright first.");
            return result.Refusal is null ? 0 : 1;
        });
    }
}

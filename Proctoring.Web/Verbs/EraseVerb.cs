using System.Globalization;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Verbs;

/// <summary>Erases the personal data of a student.</summary>
internal static class EraseVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        (args, var key) = StudentOwner.Split(args);
        if (args is not [{ Length: > 0 } student])
        {
            await Console.Error.WriteLineAsync($"usage: erase STUDENT_ID {StudentOwner.Usage}");
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
        {
            if (await StudentOwner.FindAsync(services, key) is not { } owner)
                return 1;
            try
            {
                var receipt = await services.GetRequiredService<StudentErasure>().EraseAsync(owner, student.Trim(), CancellationToken.None);
                if (receipt is null)
                {
                    await Console.Error.WriteLineAsync("There is no such student.");
                    return 1;
                }

                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Erased: {receipt.Faces} faces and {receipt.Files} files of {receipt.Sessions} exams. Receipt: {receipt.Id}"
                    )
                );
                return 0;
            }
            catch (CallRefusedException refused)
            {
                await Console.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        });
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AgreedSoundAndDrops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Sound",
                table: "Consents",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DroppedScreens",
                table: "CandidatePages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "DroppedSignals",
                table: "CandidatePages",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "DroppedSound",
                table: "CandidatePages",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Sound",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "DroppedScreens",
                table: "CandidatePages");

            migrationBuilder.DropColumn(
                name: "DroppedSignals",
                table: "CandidatePages");

            migrationBuilder.DropColumn(
                name: "DroppedSound",
                table: "CandidatePages");
        }
    }
}

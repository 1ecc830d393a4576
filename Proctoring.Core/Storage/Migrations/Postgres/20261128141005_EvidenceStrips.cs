using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class EvidenceStrips : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Frames",
                table: "EvidenceImages",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "Consents",
                type: "character varying(16)",
                maxLength: 16,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Frames",
                table: "EvidenceImages");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "Consents");
        }
    }
}
